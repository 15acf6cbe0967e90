package io.fanfare.fanout;

import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/** Puts into a shard and drains it from several threads, in orders that a model checker chooses. */
class ShardLincheckTests {

    private static final int INVOCATIONS = 600;

    /** Marks are the simplest of tasks: each says that it was run, and when all have, the test goes on. */
    private static final class Marks {
        private final byte[] seen = new byte[16];
        private int size;

        synchronized void run(int mark) {
            seen[size++] = (byte) mark;
            notifyAll();
        }

        synchronized void await(int count) {
            while (size < count) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** The model checker lets {@code park} return whenever it likes; a lost wake-up shows only where that is not so. */
    private static final class StrictShard extends Shard {

        private final Object monitor = new Object();
        private boolean permit;

        StrictShard() {
            super(0);
        }

        @Override
        void wakeWorker() {
            synchronized (monitor) {
                permit = true;
                monitor.notifyAll();
            }
        }

        @Override
        void awaitWake() {
            synchronized (monitor) {
                while (!permit) {
                    try {
                        monitor.wait();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
                permit = false;
            }
        }
    }

    /** Waits for ever, which the model checker notices, if a wake-up is lost. */
    private static void run(int threads, int each, boolean drain) {
        Shard shard = new StrictShard();
        Marks marks = new Marks();
        Object log = new Object();
        int[] next = {0};
        shard.start();
        Thread[] publishers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            boolean inline = drain && i % 2 == 0;
            publishers[i] = new Thread(() -> {
                for (int n = 0; n < each; n++) {
                    synchronized (log) {
                        int mark = ++next[0];
                        shard.mark(() -> marks.run(mark));
                    }
                    if (inline) {
                        shard.drain();
                    } else {
                        shard.wake();
                    }
                }
            });
            publishers[i].start();
        }
        marks.await(threads * each);
        shard.stop();
        for (int i = 0; i < threads * each; i++) {
            if (marks.seen[i] != i + 1) {
                throw new AssertionError("mark " + marks.seen[i] + " came as number " + (i + 1));
            }
        }
    }

    @Test
    void noWakeUpIsLostBetweenOnePublisherAndTheWorker() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> run(1, 2, false));
    }

    @Test
    void noWakeUpIsLostBetweenPublishersAndTheWorker() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> run(2, 1, false));
    }

    @Test
    void noWakeUpIsLostBetweenPublishersThatDrainAndTheWorker() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> run(2, 1, true));
    }

    @Test
    void noWakeUpIsLostBetweenThreePublishers() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> run(3, 1, true));
    }
}
