package io.fanfare.fanout;

import io.fanfare.session.Burst;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
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

    private final Thread worker;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final Inbox inbox = new Inbox();
    private volatile boolean signalled;
    private volatile boolean stopped;

    /** What one drain has taken out. Belongs to whoever drains, as does what is below. */
    private final List<Inbox.Task> batch = new ArrayList<>();

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
        return inbox.bytes();
    }

    /** Puts an event into the inbox. The caller holds the log's lock. */
    void deliver(MessageFrame frame, Subscription[] to) {
        inbox.put(new Inbox.Task(frame, to, null));
    }

    /** Puts a mark into the inbox; it runs when all before it is offered. The caller holds the log's lock. */
    void mark(Runnable mark) {
        inbox.put(new Inbox.Task(null, Match.NOBODY, mark));
    }

    /** Drains on the calling thread, as far as that is quick, unless someone is draining already. */
    void drain() {
        if (draining.compareAndSet(false, true)) {
            try {
                drain(NARROW);
            } finally {
                draining.set(false);
            }
            if (!inbox.isEmpty()) {
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
        if (!inbox.isEmpty() && draining.compareAndSet(false, true)) {
            try {
                gather();
                while (!inbox.isEmpty()) {
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
        Inbox.Task first = inbox.first();
        if (first != null && first.to.length >= WORTH_GATHERING) {
            LockSupport.parkNanos(Math.min(first.to.length * GATHER_NANOS, LONGEST_GATHER_NANOS));
        }
    }

    private void drain(int mostDeliveries) {
        try {
            inbox.take(BATCH, mostDeliveries, batch);
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
        Inbox.Task first = batch.get(from);
        if (first.mark != null) {
            run(first.mark);
            return;
        }
        List<MessageFrame> frames = new ArrayList<>(to - from);
        for (Inbox.Task task : batch.subList(from, to)) {
            if (task.frame != null) {
                frames.add(task.frame);
            }
        }
        Run run = new Run(frames, true);
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
        session.tag(log.atError()).setCause(fault).log("An event could not be queued for session {}", session.id());
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
        Backlog backlog = subscription.backlog();
        if (backlog != null) {
            backlog.offer(run);
            touch(session);
            return;
        }
        Burst burst = subscription.burst(run);
        if (flushLater) {
            session.offerOrFlush(burst);
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
