package io.fanfare.fanout;

import io.fanfare.session.Burst;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of the sessions, with an inbox of what is to happen to them, in the log's order. Tasks are put in by one thread
 * at a time (under the log's lock) and taken out by one thread at a time: whoever finds the shard idle, or its worker.
 */
class Shard {

    private static final Logger log = LoggerFactory.getLogger(Shard.class);

    /** How many tasks one drain takes before it flushes. */
    private static final int BATCH = 256;

    /** How many deliveries a publishing thread sees to; what is wider is the worker's. */
    static final int NARROW = 32;

    /** How wide an event must be to be worth waiting for others, and how long that is for each of its deliveries. */
    private static final int WORTH_GATHERING = 200;

    private static final long GATHER_NANOS = 600;

    private static final long LONGEST_GATHER_NANOS = 500_000;

    /** Something to do in the log's order: events to deliver, or a mark. */
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

    private final Thread worker;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicLong waitingBytes = new AtomicLong();
    private volatile boolean signalled;
    private volatile boolean stopped;

    /** The last that was put in. Guarded by the log's lock. */
    private Task newest = new Task(null, Match.NOBODY, null);

    /** The last that was taken out. Belongs to whoever drains, as does what is below. */
    private volatile Task done = newest;

    private final List<Task> batch = new ArrayList<>();
    private final List<Session> touched = new ArrayList<>();

    /** Marks the sessions that this drain has touched. */
    private Object touch = new Object();

    Shard(int number) {
        worker = Thread.ofPlatform().name("fanfare-shard-" + number).daemon().unstarted(this::work);
    }

    void start() {
        worker.start();
    }

    void stop() {
        stopped = true;
        wakeWorker();
    }

    /** Bytes of the events that wait here. */
    long waitingBytes() {
        return waitingBytes.get();
    }

    /** Puts an event into the inbox. The caller holds the log's lock. */
    void deliver(MessageFrame frame, Subscription[] to) {
        put(new Task(frame, to, null));
    }

    /** Puts a mark into the inbox; it runs when all before it is offered. The caller holds the log's lock. */
    void mark(Runnable mark) {
        put(new Task(null, Match.NOBODY, mark));
    }

    /** The last that was put in. The caller holds the log's lock. */
    Task newest() {
        return newest;
    }

    private void put(Task task) {
        waitingBytes.addAndGet(task.bytes());
        newest.next = task;
        newest = task;
    }

    /** Drains on the calling thread, as far as that is quick, unless someone is draining already. */
    void drain() {
        if (draining.compareAndSet(false, true)) {
            try {
                drain(NARROW);
            } finally {
                draining.set(false);
            }
            if (!isEmpty()) {
                wake();
            }
        }
    }

    /** Has the worker drain, unless someone is draining already. */
    void wake() {
        if (!draining.get() && !signalled) {
            signalled = true;
            wakeWorker();
        }
    }

    void wakeWorker() {
        LockSupport.unpark(worker);
    }

    /** Returns when the worker was woken since it was last here. Called by the worker. */
    void awaitWake() {
        LockSupport.park(this);
    }

    private void work() {
        while (!stopped) {
            try {
                drainOrPark();
            } catch (RuntimeException | Error e) {
                log.error("A part of the fan-out failed", e);
            }
        }
    }

    private void drainOrPark() {
        signalled = false;
        if (!isEmpty() && draining.compareAndSet(false, true)) {
            try {
                gather();
                while (!isEmpty()) {
                    drain(Integer.MAX_VALUE);
                }
            } finally {
                draining.set(false);
            }
        } else if (!signalled) {
            awaitWake();
        }
    }

    /** Waits for events to join those that wait, for a small part of the time that sending them will take. */
    private void gather() {
        Task first = done.next;
        if (first != null && first.to.length >= WORTH_GATHERING) {
            LockSupport.parkNanos(Math.min(first.to.length * GATHER_NANOS, LONGEST_GATHER_NANOS));
        }
    }

    private boolean isEmpty() {
        return done.next == null;
    }

    private void drain(int mostDeliveries) {
        try {
            take(mostDeliveries);
            boolean oneRun = batch.isEmpty() || runEnd(0) == batch.size();
            for (int from = 0; from < batch.size(); ) {
                int to = runEnd(from);
                run(from, to, !oneRun);
                from = to;
            }
            touched.forEach(Shard::flush);
        } finally {
            touched.clear();
            batch.clear();
            touch = new Object();
        }
    }

    private void take(int mostDeliveries) {
        long bytes = 0;
        int deliveries = 0;
        Task last = done;
        for (Task next = last.next; next != null && batch.size() < BATCH; next = last.next) {
            deliveries += next.to.length;
            if (deliveries > mostDeliveries) {
                break;
            }
            batch.add(next);
            bytes += next.bytes();
            last = next;
        }
        unlink(done, last);
        done = last;
        waitingBytes.addAndGet(-bytes);
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

    /** The end of the run of tasks that begins at {@code from}: events to the same subscribers, that fit one burst. */
    @SuppressWarnings("ReferenceEquality")
    private int runEnd(int from) {
        Subscription[] to = batch.get(from).to;
        long bytes = batch.get(from).bytes();
        int end = from + 1;
        while (end < batch.size()
                && batch.get(end).to == to
                && to != Match.NOBODY
                && (bytes += batch.get(end).bytes()) <= Burst.LARGEST_SHARED) {
            end++;
        }
        return end;
    }

    private void run(int from, int to, boolean flushLater) {
        Task first = batch.get(from);
        if (first.mark != null) {
            run(first.mark);
            return;
        }
        List<MessageFrame> frames = new ArrayList<>(to - from);
        for (Task task : batch.subList(from, to)) {
            if (task.frame != null) {
                frames.add(task.frame);
            }
        }
        Run run = new Run(frames);
        for (Subscription subscription : first.to) {
            try {
                deliver(run, subscription, flushLater);
            } catch (RuntimeException | Error e) {
                fail(subscription.session(), e);
            }
        }
    }

    private static void run(Runnable mark) {
        try {
            mark.run();
        } catch (RuntimeException | Error e) {
            log.error("A step of the fan-out failed", e);
        }
    }

    private static void flush(Session session) {
        try {
            session.outbox().flush();
        } catch (RuntimeException | Error e) {
            fail(session, e);
        }
    }

    /** A session that misses an event must end: only so does its client know. */
    private static void fail(Session session, Throwable fault) {
        log.error("An event could not be queued for session {}", session.id(), fault);
        session.close(CloseReason.INTERNAL_ERROR);
    }

    private void deliver(Run run, Subscription subscription, boolean flushLater) {
        Session session = subscription.session();
        AckWindow window = subscription.window();
        if (window != null) {
            run.offerTo(window);
            touch(session);
            return;
        }
        Burst burst = run.burst(subscription.head());
        if (flushLater) {
            session.offer(burst);
            touch(session);
        } else {
            session.send(burst);
        }
    }

    private void touch(Session session) {
        if (session.touch(touch)) {
            touched.add(session);
        }
    }
}
