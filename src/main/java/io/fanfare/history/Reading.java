package io.fanfare.history;

import io.fanfare.event.DestinationPattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is kept, behind an offset, of the destinations that any of some patterns matches: read in parts, as one. Each part
 * costs what is in it and what was published since the last, not what there is besides. Used under the log's lock; may be
 * kept in between.
 */
final class Reading {

    private final History history;
    private final List<DestinationPattern> patterns;
    private final @Nullable String user;

    /** Those that have something to read, the one with the oldest event first. */
    private final PriorityQueue<Cursor> queue =
            new PriorityQueue<>((one, other) -> Long.compare(one.offset, other.offset));

    /** The logs of these. */
    private final Set<DestinationLog> queued = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Up to here it is known what there is to read. */
    private long seen;

    private long stamp;
    private long lostUpTo = Part.NOTHING_LOST;

    /** A place in one log: the offset of the event to be read next. */
    private record Cursor(DestinationLog log, long offset) {}

    /** @param user whose events are meant, at {@code /user/} destinations */
    Reading(History history, List<DestinationPattern> patterns, @Nullable String user, long after) {
        this.history = history;
        this.patterns = patterns;
        this.user = user;
        this.seen = after;
        look();
    }

    /** Finds what was published since the last look. */
    private void look() {
        for (DestinationPattern pattern : patterns) {
            if (history.known.isForgotten(pattern, user, seen, stamp)) {
                lost(history.known.forgotten(pattern.kind()));
            }
            history.known.forEachActive(pattern, user, seen, this::meet);
        }
        seen = history.newest();
        stamp = history.stamp();
    }

    private void meet(DestinationLog log) {
        if (!queued.contains(log)) {
            if (log.gone() > seen) {
                lost(log.gone());
            }
            place(log, log.indexAfter(seen));
        }
    }

    private void place(DestinationLog log, int index) {
        if (index < log.size()) {
            queue.add(new Cursor(log, log.get(index).offset));
            queued.add(log);
        } else {
            queued.remove(log);
        }
    }

    private void lost(long upTo) {
        lostUpTo = Math.max(lostUpTo, upTo);
    }

    /** Of how many destinations, each user's apart, something is still to be read. */
    int width() {
        return queue.size();
    }

    /** How many events are there now. */
    int count() {
        return queue.stream()
                .mapToInt(cursor -> cursor.log.size() - cursor.log.indexAfter(cursor.offset - 1))
                .sum();
    }

    /** The offset up to which something was lost, if it was; from then on that is forgotten. */
    long takeLost() {
        long lost = lostUpTo;
        lostUpTo = Part.NOTHING_LOST;
        return lost;
    }

    /**
     * Reads on.
     *
     * @param mostBytes that the events may take on the wire
     * @param most events, at least one
     */
    Part next(long mostBytes, int most) {
        look();
        List<Stored> events = new ArrayList<>();
        long bytes = 0;
        for (Cursor cursor = first(); cursor != null; cursor = first()) {
            int index = cursor.log.indexAfter(cursor.offset - 1);
            Stored stored = cursor.log.get(index);
            bytes += stored.wireBytes();
            if (events.size() == most || bytes > mostBytes) {
                return events.isEmpty()
                        ? Part.needs(bytes)
                        : new Part(events, events.getLast().offset, true, takeLost(), 0);
            }
            events.add(stored);
            queue.remove();
            place(cursor.log, index + 1);
        }
        return new Part(events, seen, false, takeLost(), 0);
    }

    /** Where the oldest event stands; what went before it could be read is passed over. */
    private @Nullable Cursor first() {
        for (Cursor cursor = queue.peek(); cursor != null; cursor = queue.peek()) {
            int index = cursor.log.indexAfter(cursor.offset - 1);
            if (index < cursor.log.size() && cursor.log.get(index).offset == cursor.offset) {
                return cursor;
            }
            lost(cursor.log.gone());
            queue.remove();
            place(cursor.log, index);
        }
        return null;
    }
}
