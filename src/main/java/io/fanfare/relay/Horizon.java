package io.fanfare.relay;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * What stands in the stream longer ago than a while, by the times in it and not by a clock: so all instances agree that have
 * read for as long. One thread at a time.
 */
final class Horizon {

    static final long NEVER = -1;

    private static final int PARTS = 16;

    private record Beginning(long part, long offset) {}

    private final long partMillis;
    private final Deque<Beginning> beginnings = new ArrayDeque<>();
    private long latest = Long.MIN_VALUE;

    Horizon(long millis) {
        this.partMillis = millis / PARTS;
    }

    void clear() {
        beginnings.clear();
        latest = Long.MIN_VALUE;
    }

    /** Takes the next event, and returns the offset up to which all is too long ago to count for it. */
    long advance(long timestamp, long offset) {
        latest = Math.max(latest, timestamp);
        long part = latest / partMillis;
        if (beginnings.isEmpty() || beginnings.getLast().part < part) {
            beginnings.add(new Beginning(part, offset));
        }
        while (beginnings.size() > 1 && second().part <= part - PARTS) {
            beginnings.removeFirst();
        }
        Beginning first = beginnings.getFirst();
        return first.part <= part - PARTS ? first.offset - 1 : NEVER;
    }

    private Beginning second() {
        Iterator<Beginning> each = beginnings.iterator();
        each.next();
        return each.next();
    }
}
