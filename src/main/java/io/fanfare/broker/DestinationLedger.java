package io.fanfare.broker;

import io.fanfare.event.Destination;
import io.fanfare.event.Position;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts events by destination, for operators: those of the destinations that were used last, up to a limit. Guarded by
 * the log's lock.
 */
final class DestinationLedger {

    /** How many events a destination had, and where the last of them stands. */
    record Count(long events, @Nullable Position last) {
        static final Count NONE = new Count(0, null);
    }

    private static final class Tally {
        private long events;
        private @Nullable Position last;
    }

    private final Map<Destination, Tally> entries;

    DestinationLedger(int limit) {
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Destination, Tally> eldest) {
                return size() > limit;
            }
        };
    }

    void published(Destination destination, Position position) {
        Tally entry = entries.computeIfAbsent(destination, unknown -> new Tally());
        entry.events++;
        entry.last = position;
    }

    Map<Destination, Count> counts() {
        Map<Destination, Count> counts = HashMap.newHashMap(entries.size());
        entries.forEach((destination, entry) -> counts.put(destination, new Count(entry.events, entry.last)));
        return counts;
    }

    int size() {
        return entries.size();
    }

    boolean knows(Destination destination) {
        return entries.containsKey(destination);
    }
}
