package io.fanfare.history;

import io.fanfare.event.Destination;
import io.fanfare.event.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the events that are kept of a destination are asked for.
 *
 * @param user whose events are meant, at a {@code /user/} destination; else null
 * @param after behind which position, or null for all
 * @param before in front of which position, or null for all
 * @param newestFirst the order, by which it is also decided what a page begins with
 * @param limit how many at most
 */
public record HistoryQuery(
        Destination destination,
        @Nullable String user,
        @Nullable Position after,
        @Nullable Position before,
        boolean newestFirst,
        int limit) {

    /** What the events of a page take at most, as a client would be sent them; a larger one is a page by itself. */
    static final long MOST_BYTES = 4 << 20;

    /** Answers it. Under the log's lock. */
    public HistoryPage read(History history) {
        boolean known = isOf(history, after) && isOf(history, before);
        long from = after == null || !isOf(history, after) ? -1 : after.offset();
        boolean complete = known && !history.isLost(destination, user, from);
        DestinationLog log = history.known.log(destination, user);
        return log == null || log.retention == null
                ? new HistoryPage(List.of(), false, complete)
                : read(history, log, from, complete);
    }

    private HistoryPage read(History history, DestinationLog log, long from, boolean complete) {
        int first = log.indexAfter(from);
        int end = end(history, log);
        List<KeptEvent> events = new ArrayList<>();
        long bytes = 0;
        while (events.size() < Math.min(limit, end - first)) {
            Stored stored = log.get(newestFirst ? end - 1 - events.size() : first + events.size());
            bytes += stored.wireBytes();
            if (bytes > MOST_BYTES && !events.isEmpty()) {
                break;
            }
            events.add(new KeptEvent(stored.event, history.position(stored.offset)));
        }
        return new HistoryPage(events, events.size() < end - first, complete);
    }

    /** The index behind the last event; of what stood in front of a position of another log nothing is left. */
    private int end(History history, DestinationLog log) {
        if (before == null) {
            return log.size();
        }
        return isOf(history, before) ? log.indexAfter(before.offset() - 1) : 0;
    }

    private static boolean isOf(History history, @Nullable Position position) {
        Position newest = history.position();
        return position == null || (position.epoch() == newest.epoch() && position.offset() <= newest.offset());
    }
}
