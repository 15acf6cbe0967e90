package io.fanfare.relay;

/**
 * Which stream it is, and how its offsets become those of positions. What a new epoch begins with is more than any offset of
 * an older one, so that offsets ascend through all of them.
 *
 * @param value when it began, in milliseconds since the epoch; it tells streams apart
 */
record Epoch(long value) {

    /** What one message of the stream may stand for: events with nothing between them. */
    static final int MOST_EVENTS = 1 << 10;

    private static final int EVENT_BITS = 10;

    /** No stream takes more messages in a second. */
    private static final int SECOND_BITS = 17;

    private static final long YEAR_2026_MILLIS = 1_767_225_600_000L;

    /** The offset of the first event that a message of the stream stands for. */
    long offset(long streamOffset) {
        return (base() + streamOffset) << EVENT_BITS;
    }

    /** Which message of the stream it is whose events have an offset, or behind which it is. */
    static long place(long offset) {
        return offset >> EVENT_BITS;
    }

    /** How many offsets are left behind one, before those of the next message. */
    static long left(long offset) {
        return MOST_EVENTS - 1 - Math.floorMod(offset, (long) MOST_EVENTS);
    }

    private long base() {
        return (Math.max(0, value - YEAR_2026_MILLIS) / 1_000) << SECOND_BITS;
    }
}
