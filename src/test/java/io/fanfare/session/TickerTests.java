package io.fanfare.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.CapturingConnection;
import io.fanfare.testing.DeliberateFaults;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class TickerTests {

    private final Sessions sessions = new Sessions(
            new SessionSettings(DataSize.ofKilobytes(1), Duration.ofSeconds(5), 10_000),
            SessionListener.NONE,
            InstantSource.system());
    private final Ticker ticker = new Ticker(sessions, Duration.ofMillis(100));

    @AfterEach
    void stop() {
        ticker.stop();
    }

    private CountDownLatch visits(int count) {
        CountDownLatch visits = new CountDownLatch(count);
        sessions.open(new CapturingConnection()).vitals().watch(now -> visits.countDown());
        return visits;
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void everySessionIsVisitedAgainAndAgain() throws InterruptedException {
        List<CountDownLatch> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(visits(3));
        }
        ticker.start();
        for (CountDownLatch visits : all) {
            await(visits);
        }
    }

    @Test
    void aSessionIsVisitedOnceAPeriod() throws InterruptedException {
        List<Long> times = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch visits = new CountDownLatch(10);
        sessions.open(new CapturingConnection()).vitals().watch(now -> {
            times.add(now);
            visits.countDown();
        });
        ticker.start();
        await(visits);
        long first = times.getFirst();
        assertThat(TimeUnit.NANOSECONDS.toMillis(times.get(9) - first)).isGreaterThanOrEqualTo(80);
    }

    @Test
    void aVisitThatFailsIsNoEndOfTheVisits() throws InterruptedException {
        sessions.open(new CapturingConnection()).vitals().watch(now -> {
            throw new IllegalStateException(DeliberateFaults.MESSAGE);
        });
        List<CountDownLatch> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(visits(3));
        }
        ticker.start();
        for (CountDownLatch visits : all) {
            await(visits);
        }
    }

    @ParameterizedTest
    @CsvSource({"PT10S, 1000", "PT1H, 1000", "PT1S, 100", "PT0.05S, 10", "PT0S, 1000"})
    void thePeriodIsATenthOfTheHeartBeatAndASecondWithoutOne(Duration heartbeat, long millis) {
        assertThat(new Ticker(sessions, heartbeat).period()).isEqualTo(Duration.ofMillis(millis));
    }
}
