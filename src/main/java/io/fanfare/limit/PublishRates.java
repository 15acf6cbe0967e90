package io.fanfare.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** How fast each publisher may publish. Thread-safe. */
public final class PublishRates {

    /** Publishers that are remembered. */
    private static final int MOST_PUBLISHERS = 10_000;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final int perSecond;
    private final TimeMeter clock;
    private final Cache<String, Bucket> publishers = Caffeine.newBuilder()
            .maximumSize(MOST_PUBLISHERS)
            .expireAfterAccess(SECOND.multipliedBy(2))
            .build();

    public PublishRates(Rates rates) {
        this(rates.publishesPerSecond(), TimeMeter.SYSTEM_NANOTIME);
    }

    private PublishRates(int perSecond, TimeMeter clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /** Those of a service that has no limit. */
    public static PublishRates unlimited() {
        return new PublishRates(0, TimeMeter.SYSTEM_NANOTIME);
    }

    /**
     * Counts events, all of them or none.
     *
     * @param publisher the same for all that are counted together
     * @throws LimitException if they are too many
     */
    public void take(String publisher, int events) {
        if (perSecond > 0 && !publishers.get(publisher, name -> bucket()).tryConsume(events)) {
            throw new LimitException(
                    Limit.PUBLISHES_PER_SECOND,
                    "A publisher has at most " + perSecond + " events a second: try again after one");
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, SECOND))
                .withCustomTimePrecision(clock)
                .build();
    }
}
