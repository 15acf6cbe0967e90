package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Up to where what stands in the stream is too long ago. */
class HorizonTests {

    private static final long WINDOW = 16_000;

    private final Horizon horizon = new Horizon(WINDOW);

    @Test
    void atFirstEverythingCounts() {
        assertThat(horizon.advance(1_000_000, 5)).isEqualTo(Horizon.NEVER);
        assertThat(horizon.advance(1_000_000 + WINDOW - 1_000, 6)).isEqualTo(Horizon.NEVER);
    }

    @Test
    void whatIsAWindowAgoDoesNot() {
        horizon.advance(1_000_000, 10);
        horizon.advance(1_005_000, 20);
        horizon.advance(1_010_000, 30);
        assertThat(horizon.advance(1_005_000 + WINDOW, 40)).isEqualTo(19);
        assertThat(horizon.advance(1_010_000 + WINDOW, 50)).isEqualTo(29);
    }

    @Test
    void afterALongSilenceNothingBeforeCounts() {
        horizon.advance(1_000_000, 10);
        assertThat(horizon.advance(1_000_000 + 10 * WINDOW, 20)).isEqualTo(9);
        assertThat(horizon.advance(1_000_000 + 12 * WINDOW, 30)).isEqualTo(19);
    }

    @Test
    void aClockThatIsBehindDoesNotBringAnythingBack() {
        horizon.advance(1_000_000, 10);
        horizon.advance(1_010_000, 20);
        long reached = horizon.advance(1_010_000 + WINDOW, 30);
        assertThat(horizon.advance(1_000, 40)).isEqualTo(reached);
    }

    @Test
    void itBeginsAnew() {
        horizon.advance(1_000_000, 10);
        horizon.advance(1_000_000 + 2 * WINDOW, 20);
        horizon.clear();
        assertThat(horizon.advance(1_000_000 + 2 * WINDOW, 30)).isEqualTo(Horizon.NEVER);
    }

    /** Instances agree, wherever they began to read, on all that stands a window behind that. */
    @Test
    void whoHasReadForAWindowAgreesWithWhoHasReadForLonger() {
        RandomGenerator random = Seed.random();
        Horizon late = new Horizon(WINDOW);
        long time = 1_000_000;
        long begun = time + 5 * WINDOW;
        for (int offset = 0; offset < 5_000; offset++) {
            time += random.nextInt(100);
            long known = horizon.advance(time, offset);
            if (time >= begun) {
                long of = late.advance(time, offset);
                if (time >= begun + 2 * WINDOW) {
                    assertThat(of).isEqualTo(known);
                }
            }
        }
        assertThat(time).isGreaterThan(begun + 2 * WINDOW);
    }
}
