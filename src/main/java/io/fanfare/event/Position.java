package io.fanfare.event;

import java.util.Comparator;

/**
 * Where an event stands in the log. Clients get it as an opaque text.
 *
 * @param epoch which log it is; it changes when the log starts anew; not negative
 * @param offset the place in that log, ascending; {@code -1} is the place before the first event
 */
public record Position(long epoch, long offset) implements Comparable<Position> {

    private static final Comparator<Position> ORDER =
            Comparator.comparingLong(Position::epoch).thenComparingLong(Position::offset);
    private static final int EPOCH_RADIX = 36;

    public Position {
        if (epoch < 0 || offset < -1) {
            throw new IllegalArgumentException("A position has an epoch from 0 and an offset from -1");
        }
    }

    /**
     * Reads what {@link #toString} wrote, and nothing else.
     *
     * @throws IllegalArgumentException if it is no position; the message may be shown to whoever sent it
     */
    public static Position parse(String text) {
        int dash = text.indexOf('-');
        try {
            Position position = new Position(
                    Long.parseLong(text, 0, Math.max(dash, 0), EPOCH_RADIX),
                    Long.parseLong(text, dash + 1, text.length(), 10));
            if (position.toString().equals(text)) {
                return position;
            }
        } catch (IllegalArgumentException e) {
            // the sentence below says it better
        }
        throw new IllegalArgumentException("This is no position: send one back as it was received.");
    }

    /** Orders by epoch, then offset; across epochs the order says nothing about time. */
    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return Long.toString(epoch, EPOCH_RADIX) + '-' + offset;
    }
}
