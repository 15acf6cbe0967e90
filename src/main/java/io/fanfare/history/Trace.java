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
    private final @Nullable Destination[] destinations;
    private final List<Set<String>> users;
    private final long[] timestamps;
    private final Deque<Hearing> ended = new ArrayDeque<>();
    private long forgottenEnd = -1;

    /** @param size how many events, and as many subscriptions */
    Trace(int size) {
        this.size = size;
        this.destinations = new Destination[size];
        this.users = new ArrayList<>(Collections.nCopies(size, Set.of()));
        this.timestamps = new long[size];
    }

    void published(Event event, long offset) {
        int place = (int) (offset % size);
        boolean few = event.users().size() <= MOST_USERS;
        destinations[place] = few ? event.destination() : null;
        users.set(place, few ? event.users() : Set.of());
        timestamps[place] = event.timestamp();
    }

    void ended(Hearing hearing) {
        ended.add(hearing);
        if (ended.size() > size) {
            forgottenEnd = Math.max(forgottenEnd, ended.remove().end());
        }
    }

    /** How many of the last events are remembered. */
    int size() {
        return size;
    }

    /** Where an event of the last ones went; null if it is not remembered. */
    @Nullable
    Destination destination(long offset) {
        return destinations[(int) (offset % size)];
    }

    Set<String> users(long offset) {
        return users.get((int) (offset % size));
    }

    long timestamp(long offset) {
        return timestamps[(int) (offset % size)];
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
