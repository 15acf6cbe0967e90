package io.fanfare.fanout;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen to the sessions of a shard, in the log's order. Put in by one thread at a time, under the log's lock, and
 * taken out by one thread at a time, without it.
 */
final class Inbox {

    /** Something to do: an event to deliver, or a mark to run. */
    static final class Task {
        final @Nullable MessageFrame frame;
        final Subscription[] to;
        final @Nullable Runnable mark;
        private volatile @Nullable Task next;

        Task(@Nullable MessageFrame frame, Subscription[] to, @Nullable Runnable mark) {
            this.frame = frame;
            this.to = to;
            this.mark = mark;
        }

        long bytes() {
            return frame == null ? 0 : frame.largestSize();
        }

        @Nullable
        Task next() {
            return next;
        }
    }

    private final AtomicLong bytes = new AtomicLong();

    /** The last that was put in. Guarded by the log's lock. */
    private Task newest = new Task(null, Match.NOBODY, null);

    /** The last that was taken out. Belongs to whoever takes. */
    private volatile Task done = newest;

    /** The caller holds the log's lock. */
    void put(Task task) {
        bytes.addAndGet(task.bytes());
        newest.next = task;
        newest = task;
    }

    boolean isEmpty() {
        return done.next == null;
    }

    /** The next to be taken out. */
    @Nullable
    Task first() {
        return done.next;
    }

    /** Of the events that wait here. */
    long bytes() {
        return bytes.get();
    }

    /**
     * Takes out what is next.
     *
     * @param mostTasks that {@code into} may then hold
     * @param mostDeliveries of these tasks together
     */
    void take(int mostTasks, int mostDeliveries, List<Task> into) {
        long taken = 0;
        int deliveries = 0;
        Task last = done;
        for (Task next = last.next; next != null && into.size() < mostTasks; next = last.next) {
            deliveries += next.to.length;
            if (deliveries > mostDeliveries) {
                break;
            }
            into.add(next);
            taken += next.bytes();
            last = next;
        }
        unlink(done, last);
        done = last;
        bytes.addAndGet(-taken);
    }

    /**
     * Parts what was taken out from what is new: a finished task that a garbage collector has moved to its old generation
     * would keep all younger ones alive with it.
     */
    @SuppressWarnings("ReferenceEquality")
    private static void unlink(Task from, Task to) {
        for (Task task = from; task != to && task != null; ) {
            Task next = task.next;
            task.next = null;
            task = next;
        }
    }
}
