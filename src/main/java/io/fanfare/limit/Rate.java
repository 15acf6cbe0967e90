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
    private final LongSupplier nanos;
    private int left;
    private long since;

    /** @param perSecond 0 for any number */
    Rate(Limit limit, int perSecond, LongSupplier nanos) {
        this.limit = limit;
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.left = perSecond;
        this.since = nanos.getAsLong();
    }

    /** @throws LimitException if these are too many */
    void take(int count) {
        if (perSecond > 0 && (left -= count) < 0) {
            refill();
        }
    }

    private void refill() {
        long now = nanos.getAsLong();
        long earned = Math.min(now - since, SECOND) * perSecond / SECOND;
        left = (int) Math.min(perSecond, left + earned);
        since = now;
        if (left < 0) {
            String what = limit.label().replace("-per-second", "");
            throw new LimitException(limit, "A session has at most " + perSecond + " " + what + " a second");
        }
    }
}
