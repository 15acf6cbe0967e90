package io.fanfare.limit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * So many in a second, and after a quieter time up to twice as many at once: the clock is looked at only when a second's
 * worth is used up, so that counting costs nothing. Not thread-safe.
 */
final class Rate {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Limit limit;
    private final int perSecond;
    private final int burst;
    private final LongSupplier nanos;
    private int left;
    private long since;

    /** @param perSecond as many at once too; 0 for any number */
    Rate(Limit limit, int perSecond, LongSupplier nanos) {
        this(limit, perSecond, perSecond, nanos);
    }

    /** @param burst how many at once, at least as many as in a second */
    Rate(Limit limit, int perSecond, int burst, LongSupplier nanos) {
        this.limit = limit;
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.burst = burst;
        this.left = burst;
        this.since = nanos.getAsLong();
    }

    /** @throws LimitException if these are too many */
    void take(int count) {
        if (perSecond > 0 && (left -= count) < 0) {
            refill(count);
        }
    }

    private void refill(int count) {
        long now = nanos.getAsLong();
        double earned = (double) (now - since) * perSecond / SECOND;
        left = (int) Math.min(burst, left + count + earned) - count;
        since = now;
        if (left < 0) {
            String what = limit.label().replace("-per-second", "");
            throw new LimitException(limit, "A session has at most " + perSecond + " " + what + " a second");
        }
    }
}
