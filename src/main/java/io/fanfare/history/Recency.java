package io.fanfare.history;

import org.jspecify.annotations.Nullable;

/** Destinations in the order of their last events. Guarded by the log's lock. */
final class Recency {

    private @Nullable DestinationLog earliest;
    private @Nullable DestinationLog latest;
    private int size;

    /** Puts a destination behind all others, be it new here or not. */
    @SuppressWarnings("ReferenceEquality")
    void touch(DestinationLog log) {
        if (log == latest) {
            return;
        }
        if (log.earlier != null || log.later != null) {
            remove(log);
        }
        log.earlier = latest;
        if (latest == null) {
            earliest = log;
        } else {
            latest.later = log;
        }
        latest = log;
        size++;
    }

    /** Takes out a destination that is here. */
    void remove(DestinationLog log) {
        if (log.earlier == null) {
            earliest = log.later;
        } else {
            log.earlier.later = log.later;
        }
        if (log.later == null) {
            latest = log.earlier;
        } else {
            log.later.earlier = log.earlier;
        }
        log.earlier = null;
        log.later = null;
        size--;
    }

    @Nullable
    DestinationLog earliest() {
        return earliest;
    }

    @Nullable
    DestinationLog latest() {
        return latest;
    }

    int size() {
        return size;
    }
}
