package io.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitCounts;
import io.fanfare.limit.Places;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Heap;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Clients that abuse the service beside others that do not. How it is timed is told, and left to {@link Flood} to measure. */
@FanfareServer({
    "fanfare.session.outbox-limit=256KB",
    "fanfare.limits.frame-timeout=3s",
    "fanfare.limits.frames-per-second=2000",
    "fanfare.limits.bytes-per-second=4MB",
    "fanfare.limits.subscriptions=50",
    "fanfare.limits.subscribes-per-second=50",
    "fanfare.limits.accepted-per-second=250"
})
class FloodTests {

    private static final Logger log = LoggerFactory.getLogger(FloodTests.class);

    /** {@code -Dfanfare.flood.seconds=60} floods for longer, and {@code fanfare.flood.clients} with more. */
    private static final Duration DURING = Duration.ofSeconds(Integer.getInteger("fanfare.flood.seconds", 6));

    private static final int OF_EACH = Integer.getInteger("fanfare.flood.clients", 200);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long GROWTH = 32L * 1024 * 1024;

    @LocalServerPort
    int port;

    @Autowired
    LimitCounts limits;

    @Autowired
    Places places;

    @Autowired
    Sessions sessions;

    @Test
    void s15TheGoodOnesLoseNothingAndNothingIsLeftBehind() throws IOException {
        long before = Heap.live();
        Flood.Outcome outcome = new Flood(port, OF_EACH)
                .run(QUIET, DURING, Set.of(Abuse.values()), () -> limits.count(Limit.SUBSCRIBES_PER_SECOND) > 0);
        log.warn("Flood:\n{}", outcome);
        assertThat(outcome.missing()).isZero();
        assertThat(outcome.abusers().ended()).isPositive();
        assertThat(limits.count(Limit.SUBSCRIBES_PER_SECOND)).isPositive();
        await().atMost(PATIENCE).until(() -> places.taken() == 0 && sessions.count() == 0);
        Heap.awaitAtMost(before + GROWTH);
    }
}
