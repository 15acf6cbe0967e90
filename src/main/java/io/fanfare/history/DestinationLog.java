package io.fanfare.history;

import static java.util.Objects.requireNonNull;

import io.fanfare.event.Destination;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one destination, or of one user at it: where its last event stands, up to where its events are gone,
 * and those that are kept, in a ring. Guarded by the log's lock.
 */
final class DestinationLog {

    private static final int SMALLEST = 4;

    final Destination destination;
    final @Nullable String user;

    /** What keeps its events, always; null if they are kept only while someone catches up. */
    final @Nullable Retention retention;

    private @Nullable Stored[] ring = {};
    private int first;
    private int size;

    private long events;
    private long newest = -1;
    private long gone = -1;

    /** Its neighbours in {@link Recency}. */
    @Nullable
    DestinationLog earlier;

    @Nullable
    DestinationLog later;

    DestinationLog(Destination destination, @Nullable String user, @Nullable Retention retention) {
        this.destination = destination;
        this.user = user;
        this.retention = retention;
    }

    void published(long offset) {
        events++;
        newest = offset;
    }

    /** How many events it had, since it is known. */
    long events() {
        return events;
    }

    /** The offset of its last event; -1 if there was none. */
    long newest() {
        return newest;
    }

    /** The offset up to which its events cannot be read any more; -1 if all can. */
    long gone() {
        return gone;
    }

    void lost(long upTo) {
        gone = upTo;
    }

    void add(Stored stored) {
        if (size == ring.length) {
            grow();
        }
        ring[(first + size++) & (ring.length - 1)] = stored;
    }

    private void grow() {
        @Nullable Stored[] larger = new Stored[Math.max(SMALLEST, 2 * ring.length)];
        for (int i = 0; i < size; i++) {
            larger[i] = get(i);
        }
        ring = larger;
        first = 0;
    }

    void removeOldest() {
        ring[first] = null;
        first = (first + 1) & (ring.length - 1);
        size--;
    }

    int size() {
        return size;
    }

    /** The kept event at an index, the oldest being at 0. */
    Stored get(int index) {
        return requireNonNull(ring[(first + index) & (ring.length - 1)]);
    }

    /** The index of the first kept event behind an offset; {@link #size} if there is none. */
    int indexAfter(long offset) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle).offset > offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Forgets the room that a burst of events took. */
    void shrink() {
        if (size == 0 && ring.length > SMALLEST) {
            ring = Arrays.copyOf(ring, 0);
            first = 0;
        }
    }
}
