package io.fanfare.limit;

import io.github.bucket4j.BlockingBucket;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Takes new connections at a steady pace, so that many that come back at once take no time from those that have stayed. They
 * are not refused: they wait where the kernel keeps them. Thread-safe.
 */
public final class AcceptPace {

    /** So many connections may come together: those of a hundredth of a second. */
    private static final int TOGETHER = 100;

    private final @Nullable Bucket bucket;
    private final LongAdder delayed = new LongAdder();

    public AcceptPace(Limits limits) {
        int perSecond = limits.acceptedPerSecond();
        this.bucket = perSecond == 0
                ? null
                : Bucket.builder()
                        .addLimit(limit -> limit.capacity(Math.max(1, perSecond / TOGETHER))
                                .refillGreedy(perSecond, Duration.ofSeconds(1)))
                        .build();
    }

    /** Waits until the next connection may be taken; for the thread that takes them. */
    public void await() {
        if (bucket != null && !bucket.tryConsume(1)) {
            delayed.increment();
            BlockingBucket blocking = bucket.asBlocking();
            blocking.consumeUninterruptibly(1);
        }
    }

    /** How many connections have waited. */
    public long delayed() {
        return delayed.sum();
    }
}
