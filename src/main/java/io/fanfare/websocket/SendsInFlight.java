package io.fanfare.websocket;

import io.fanfare.broker.Handed;
import io.fanfare.broker.Publication;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * SENDs of one session that were handed in and are not answered yet: a thread that is there only while there are any answers
 * them, in their order. The first that fails ends it, and those behind it are answered no more. One thread adds at a time.
 */
final class SendsInFlight {

    /** Learns what became of each, in order; none behind the first that failed. Any thread. */
    interface Answering {

        /** It was published. */
        void published(Asked asked, Publication last);

        /** It was not, which is told on no thread that adds. */
        void failed(Asked asked, RuntimeException failure);
    }

    private record Sent(Asked asked, Handed handed) {}

    private final int most;
    private final Answering answering;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private final Deque<Sent> waiting = new ArrayDeque<>(0);
    private volatile boolean busy;
    private volatile boolean failed;

    /** @param most at a time; whoever adds more waits */
    SendsInFlight(int most, Answering answering) {
        this.most = most;
        this.answering = answering;
    }

    /** Whether one has failed: nothing is to be handed in any more. */
    boolean hasFailed() {
        return failed;
    }

    /** One more. What is decided already, with nothing before it, is answered here, or thrown. */
    void add(Asked asked, Handed handed) {
        if (!busy && handed.isDecided()) {
            answering.published(asked, handed.await().getLast());
            return;
        }
        lock.lock();
        try {
            awaitFewer(most);
            waiting.add(new Sent(asked, handed));
            if (!busy) {
                busy = true;
                Thread.ofVirtual().name("fanfare-sends").start(this::answerAll);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all are answered; false if one has failed. */
    boolean finish() {
        if (busy) {
            lock.lock();
            try {
                awaitFewer(1);
            } finally {
                lock.unlock();
            }
        }
        return !failed;
    }

    /** Each has a time by which it is decided, so this ends. */
    private void awaitFewer(int than) {
        while (waiting.size() >= than && !failed) {
            fewer.awaitUninterruptibly();
        }
    }

    private void answerAll() {
        for (Sent sent = next(false); sent != null; sent = next(true)) {
            try {
                List<Publication> publications = sent.handed.await();
                if (!failed) {
                    answering.published(sent.asked, publications.getLast());
                }
            } catch (RuntimeException e) {
                fail(sent, e);
            }
        }
    }

    /** The oldest; what was the oldest is answered and gone, if so told. */
    private @Nullable Sent next(boolean answered) {
        lock.lock();
        try {
            if (answered) {
                waiting.remove();
                fewer.signal();
            }
            busy = !waiting.isEmpty();
            return waiting.peek();
        } finally {
            lock.unlock();
        }
    }

    private void fail(Sent sent, RuntimeException failure) {
        if (failed) {
            return;
        }
        failed = true;
        lock.lock();
        try {
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
        answering.failed(sent.asked, failure);
    }
}
