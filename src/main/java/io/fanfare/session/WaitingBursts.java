package io.fanfare.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** What waits for the write in flight to end, and how it is put together for the next. Guarded by the outbox. */
final class WaitingBursts {

    private static final int USUAL = 8;

    private final Queue<Burst> bursts = new ArrayDeque<>(USUAL);

    void add(Burst burst) {
        bursts.add(burst);
    }

    boolean isEmpty() {
        return bursts.isEmpty();
    }

    /** All of them, in their order. */
    List<Burst> all() {
        return List.copyOf(bursts);
    }

    /** Takes out the next write: as many as fit {@link Burst#LARGEST_SHARED} together, or a larger one alone. */
    Burst remove() {
        Burst first = bursts.remove();
        if (bursts.isEmpty()) {
            return first;
        }
        List<Burst> joined = new ArrayList<>();
        joined.add(first);
        int size = first.size();
        for (Burst next = bursts.peek();
                next != null && size + next.size() <= Burst.LARGEST_SHARED;
                next = bursts.peek()) {
            joined.add(bursts.remove());
            size += next.size();
        }
        return joined.size() == 1 ? first : Burst.join(joined, size);
    }
}
