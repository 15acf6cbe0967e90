package io.fanfare.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** What is alive in this JVM. */
public final class Heap {

    private static final int COLLECTIONS = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Heap() {}

    /**
     * Waits until no more than this is alive: what is on its way out (timers of ended connections, pools that shrink, other
     * tests' services) goes in its own time, a leak does not.
     */
    public static void awaitAtMost(long bytes) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(live()).isLessThanOrEqualTo(bytes));
    }

    /** Bytes that are still used after all that is not has been collected. */
    public static long live() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
