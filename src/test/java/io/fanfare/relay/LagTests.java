package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagTests {

    private final ManualClock clock = new ManualClock();
    private final Lag lag = new Lag(clock);

    @Test
    void isThatOfTheLastEventAndSoonForgotten() {
        assertThat(lag.now()).isZero();
        lag.read(clock.millis() - 7_000);
        assertThat(lag.now()).isEqualTo(Duration.ofSeconds(7));
        clock.advance(Duration.ofSeconds(60));
        assertThat(lag.now()).isEqualTo(Duration.ofSeconds(7));
        clock.advance(Duration.ofMillis(1));
        assertThat(lag.now()).isZero();
    }

    @Test
    void isNothingWhereClocksDiffer() {
        lag.read(clock.millis() + 500);
        assertThat(lag.now()).isZero();
    }
}
