package io.fanfare.history;

import org.jspecify.annotations.Nullable;

/** The events that one rule keeps, of all its destinations, the oldest first. Guarded by the log's lock. */
final class Retention {

    private final int size;
    private final long ageMillis;
    private @Nullable Stored oldest;
    private @Nullable Stored newest;
    private long bytes;

    /**
     * @param size events of one destination
     * @param ageMillis how long they are kept
     */
    Retention(int size, long ageMillis) {
        this.size = size;
        this.ageMillis = ageMillis;
    }

    void add(Stored stored) {
        stored.older = newest;
        if (newest == null) {
            oldest = stored;
        } else {
            newest.newer = stored;
        }
        newest = stored;
        bytes += stored.bytes;
    }

    void remove(Stored stored) {
        if (stored.older == null) {
            oldest = stored.newer;
        } else {
            stored.older.newer = stored.newer;
        }
        if (stored.newer == null) {
            newest = stored.older;
        } else {
            stored.newer.older = stored.older;
        }
        stored.older = null;
        stored.newer = null;
        bytes -= stored.bytes;
    }

    @Nullable
    Stored oldest() {
        return oldest;
    }

    /** The oldest, if it is too old at this time. */
    @Nullable
    Stored expired(long nowMillis) {
        return oldest != null && nowMillis - oldest.event.timestamp() > ageMillis ? oldest : null;
    }

    /** Whether a destination has more than it may. */
    boolean isFull(DestinationLog log) {
        return log.size() > size;
    }

    long bytes() {
        return bytes;
    }
}
