package io.fanfare.history;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.fanout.Hearing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last events, without their bodies, and the subscriptions that have ended last, from which it can be told what became
 * of an event. Guarded by the log's lock.
 */
final class Trace {

    /** An event for more users is not remembered, so that there is a bound. */
    private static final int MOST_USERS = 32;

    private final int size;
    private final long[] offsets;
    private final @Nullable Destination[] destinations;
    private final List<Set<String>> users;
    private final long[] timestamps;
    private final Deque<Hearing> ended = new ArrayDeque<>();
    private long forgottenEnd = -1;
    private long published;

    /** @param size how many events, and as many subscriptions; those that can have heard nothing are not among them */
    Trace(int size) {
        this.size = size;
        this.offsets = new long[size];
        this.destinations = new Destination[size];
        this.users = new ArrayList<>(Collections.nCopies(size, Set.of()));
        this.timestamps = new long[size];
    }

    void published(Event event, long offset) {
        int place = place(published++);
        offsets[place] = offset;
        boolean few = event.users().size() <= MOST_USERS;
        destinations[place] = few ? event.destination() : null;
        users.set(place, few ? event.users() : Set.of());
        timestamps[place] = event.timestamp();
    }

    void ended(Hearing hearing) {
        if (hearing.isEmpty()) {
            return;
        }
        ended.add(hearing);
        if (ended.size() > size) {
            forgottenEnd = Math.max(forgottenEnd, ended.remove().end());
        }
    }

    /** Where an event of the last ones went; null if it is not remembered. */
    @Nullable
    Destination destination(long offset) {
        int place = find(offset);
        return place < 0 ? null : destinations[place];
    }

    /** Of an event that is remembered. */
    Set<String> users(long offset) {
        return users.get(find(offset));
    }

    /** Of an event that is remembered. */
    long timestamp(long offset) {
        return timestamps[find(offset)];
    }

    /** Offsets ascend, but need not follow one upon the other; -1 if this one is not here. */
    private int find(long offset) {
        long low = Math.max(0, published - size);
        long high = published - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            long found = offsets[place(middle)];
            if (found == offset) {
                return place(middle);
            }
            if (found < offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private int place(long number) {
        return (int) (number % size);
    }

    /** The subscriptions that have ended last. */
    List<Hearing> ended() {
        return List.copyOf(ended);
    }

    /** Whether each that has heard an event and has ended is known. */
    boolean isComplete(long offset) {
        return forgottenEnd < offset;
    }
}
