package io.fanfare.broker;

import io.fanfare.event.Destination;
import io.fanfare.event.Position;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts events by destination, for operators: those of the destinations that were used last, up to a limit. Guarded by
 * the log's lock.
 */
final class DestinationLedger {

    /** How many events a destination had, and where the last of them stands. */
    static final class Count {
        private long events;
        private @Nullable Position last;

        long events() {
            return events;
        }

        @Nullable
        Position last() {
            return last;
        }
    }

    private final Map<Destination, Count> counts;

    DestinationLedger(int limit) {
        this.counts = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Destination, Count> eldest) {
                return size() > limit;
            }
        };
    }

    void published(Destination destination, Position position) {
        Count count = counts.computeIfAbsent(destination, unknown -> new Count());
        count.events++;
        count.last = position;
    }

    void forEach(BiConsumer<Destination, Count> action) {
        counts.forEach(action);
    }

    int size() {
        return counts.size();
    }

    boolean knows(Destination destination) {
        return counts.containsKey(destination);
    }
}
