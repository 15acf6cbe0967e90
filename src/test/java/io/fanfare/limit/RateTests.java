package io.fanfare.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateTests {

    private final AtomicLong clock = new AtomicLong(-5);

    private Rate rate(int perSecond) {
        return new Rate(Limit.SENDS_PER_SECOND, perSecond, clock::get);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static void isTooMany(Rate rate, int count) {
        assertThatExceptionOfType(LimitException.class)
                .isThrownBy(() -> rate.take(count))
                .withMessageContaining("(fanfare.limits.sends-per-second)")
                .satisfies(reached -> assertThat(reached.limit()).isEqualTo(Limit.SENDS_PER_SECOND));
    }

    @Test
    void oneMoreThanASecondsWorthIsTooMany() {
        Rate rate = rate(10);
        rate.take(9);
        rate.take(1);
        isTooMany(rate, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1_000, 1_000_000, Integer.MAX_VALUE})
    void whoKeepsToItGoesOnForEver(int perSecond) {
        Rate rate = rate(perSecond);
        for (int i = 0; i < 100; i++) {
            rate.take(perSecond);
            pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void aLongSilenceIsWorthOneMoreSecondAndNoMore() {
        Rate rate = rate(10);
        pass(Duration.ofDays(1));
        rate.take(10);
        rate.take(10);
        isTooMany(rate, 1);
    }

    @Test
    void inTheLongRunNobodyIsFaster() {
        Rate rate = rate(100);
        int taken = 0;
        try {
            while (taken < 100_000) {
                rate.take(1);
                taken++;
                pass(Duration.ofMillis(5));
            }
        } catch (LimitException e) {
            // as it should be
        }
        assertThat(taken).isBetween(100, 400);
    }

    @Test
    void manyAtOnceMayBeMoreThanManyInASecond() {
        Rate rate = new Rate(Limit.SENDS_PER_SECOND, 10, 100, clock::get);
        rate.take(100);
        pass(Duration.ofSeconds(5));
        rate.take(50);
        isTooMany(rate, 1);
        pass(Duration.ofDays(1));
        rate.take(100);
        isTooMany(rate, 101);
    }

    @Test
    void noneIsTooManyWithoutALimit() {
        Rate rate = rate(0);
        for (int i = 0; i < 5; i++) {
            rate.take(Integer.MAX_VALUE);
        }
    }
}
