package io.fanfare.history;

import io.fanfare.event.DestinationPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The logs of the destinations that any of some patterns matches, to be read as one. Used under the log's lock and not kept. */
final class Selection {

    private final History history;
    private final List<DestinationPattern> patterns;
    private final @Nullable String user;

    private @Nullable Set<DestinationLog> active;
    private long activeAfter;

    /** @param user whose events are meant, at {@code /user/} destinations */
    Selection(History history, List<DestinationPattern> patterns, @Nullable String user) {
        this.history = history;
        this.patterns = patterns;
        this.user = user;
    }

    /** A place in one log. */
    private static final class Cursor {
        final DestinationLog log;
        int index;

        Cursor(DestinationLog log, int index) {
            this.log = log;
            this.index = index;
        }

        long offset() {
            return log.get(index).offset;
        }
    }

    /**
     * Reads what is kept behind an offset.
     *
     * @param stamp of the last reading, 0 for none
     * @param mostBytes that the events may take on the wire, the first excepted
     * @param most events
     */
    Part read(long after, long stamp, long mostBytes, int most) {
        Set<DestinationLog> logs = active(after);
        PriorityQueue<Cursor> cursors = new PriorityQueue<>((one, other) -> Long.compare(one.offset(), other.offset()));
        for (DestinationLog log : logs) {
            int index = log.indexAfter(after);
            if (index < log.size()) {
                cursors.add(new Cursor(log, index));
            }
        }
        List<Stored> events = new ArrayList<>();
        long bytes = 0;
        for (Cursor cursor = cursors.poll(); cursor != null; cursor = cursors.poll()) {
            Stored next = cursor.log.get(cursor.index);
            bytes += next.wireBytes();
            if (events.size() == most || (bytes > mostBytes && !events.isEmpty())) {
                return new Part(events, events.getLast().offset, true, isLost(logs, after, stamp), history.stamp());
            }
            events.add(next);
            if (++cursor.index < cursor.log.size()) {
                cursors.add(cursor);
            }
        }
        return new Part(events, history.newest(), false, isLost(logs, after, stamp), history.stamp());
    }

    /** How many events are kept behind an offset. */
    int count(long after) {
        return active(after).stream()
                .mapToInt(log -> log.size() - log.indexAfter(after))
                .sum();
    }

    /** The offset behind which {@code count} events are kept, or all if they are fewer. */
    long before(int count) {
        PriorityQueue<Cursor> cursors = new PriorityQueue<>((one, other) -> Long.compare(other.offset(), one.offset()));
        active(-1).stream().filter(log -> log.size() > 0).forEach(log -> cursors.add(new Cursor(log, log.size() - 1)));
        long before = history.newest();
        for (int i = 0; i < count; i++) {
            Cursor cursor = cursors.poll();
            if (cursor == null) {
                break;
            }
            before = cursor.offset() - 1;
            if (--cursor.index >= 0) {
                cursors.add(cursor);
            }
        }
        return before;
    }

    /** Whether something behind an offset was lost since a reading. */
    boolean isLost(long after, long stamp) {
        return isLost(active(after), after, stamp);
    }

    private boolean isLost(Collection<DestinationLog> logs, long after, long stamp) {
        return patterns.stream().anyMatch(pattern -> history.known.isForgotten(pattern, user, after, stamp))
                || logs.stream().anyMatch(log -> log.gone() > after && log.goneStamp() > stamp);
    }

    /** The logs that something was published to behind an offset; a wide pattern has many, so they are looked for once. */
    private Set<DestinationLog> active(long after) {
        if (active == null || activeAfter != after) {
            Set<DestinationLog> found = new LinkedHashSet<>(2);
            for (DestinationPattern pattern : patterns) {
                history.known.forEachActive(pattern, user, after, found::add);
            }
            active = found;
            activeAfter = after;
        }
        return active;
    }
}
