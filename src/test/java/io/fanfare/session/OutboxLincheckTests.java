package io.fanfare.session;

import io.fanfare.session.Outbox.Offer;
import java.util.Arrays;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Uses an outbox from several threads, in programs and orders that Lincheck chooses. */
class OutboxLincheckTests {

    private static final byte LAST = 99;

    /** A wire that ends every other write at once, the rest when a thread plays the kernel. Events are single bytes. */
    private static final class Wire extends QuietConnection {

        private final byte[] seen = new byte[32];
        private int size;
        private int writes;
        private boolean overlapping;
        private @Nullable Completion pending;

        @Override
        public void write(Burst burst, Completion completion) {
            synchronized (this) {
                overlapping |= pending != null;
                for (int at = 2; at < burst.size(); at += 3) {
                    seen[size++] = burst.bytes()[at];
                }
                if (writes++ % 2 == 0) {
                    pending = completion;
                    return;
                }
            }
            completion.completed(null);
        }

        void end(@Nullable Throwable failure) {
            Completion completion;
            synchronized (this) {
                completion = pending;
                pending = null;
            }
            if (completion != null) {
                completion.completed(failure);
            }
        }

        synchronized boolean isWriting() {
            return pending != null;
        }
    }

    /** What every program consists of. Events are numbered, and named after the thread that offers them. */
    public abstract static class Program implements Outbox.Owner {

        private static final int A_THREAD = 10;

        private final Wire wire = new Wire();
        final Outbox outbox = new Outbox(wire, this, 1_000);
        private final int[] accepted = new int[4];
        private int written;
        int lost;
        boolean failed;
        boolean asked;
        private int finished;
        private boolean early;

        @Operation
        public final void send(@Param(gen = ThreadIdGen.class) int thread) {
            Burst burst = event(A_THREAD * thread + accepted[thread] + 1);
            if (outbox.send(burst) == Offer.ACCEPTED) {
                accepted[thread]++;
            }
        }

        @Operation
        public final void offer(@Param(gen = ThreadIdGen.class) int thread) {
            Burst burst = event(A_THREAD * thread + accepted[thread] + 1);
            if (outbox.offer(burst) == Offer.ACCEPTED) {
                accepted[thread]++;
            }
        }

        @Operation
        public final void flush() {
            outbox.flush();
        }

        @Operation
        public final void endWrite() {
            wire.end(null);
        }

        final void breakWrite() {
            wire.end(new IllegalStateException("the test's"));
        }

        static Burst event(int name) {
            return new Burst.Builder(1)
                    .message(true, 1)
                    .put(new byte[] {(byte) name})
                    .build(1, 0);
        }

        @Override
        public final synchronized void written(Burst burst) {
            written += burst.messages();
        }

        @Override
        public final synchronized void failed(Throwable failure, List<Burst> bursts) {
            lost += bursts.stream().mapToInt(Burst::messages).sum();
            failed = true;
        }

        @Override
        public final synchronized void finished() {
            finished++;
            early |= wire.isWriting() || wire.size < Arrays.stream(accepted).sum() + 1;
        }

        @Validate
        public final void check() {
            outbox.flush();
            while (wire.isWriting()) {
                wire.end(null);
            }
            check(!wire.overlapping, "two writes at a time");
            check(outbox.bytes() == 0, "bytes are left");
            int[] next = new int[accepted.length];
            for (int i = 0; i < wire.size; i++) {
                int event = wire.seen[i];
                if (event == LAST) {
                    check(i == wire.size - 1, "something behind the last");
                } else {
                    check(event % A_THREAD == ++next[event / A_THREAD], "lost, doubled or out of order");
                }
            }
            int all = Arrays.stream(accepted).sum() + (asked ? 1 : 0);
            check(written + lost == all, "not counted once each");
            check(lost > 0 || wire.size == all, "not written");
            check(!early, "finished while a write was in flight");
            check(finished == (asked && !failed ? 1 : 0), "finished so many times");
        }

        private void check(boolean condition, String complaint) {
            if (!condition) {
                throw new IllegalStateException(complaint + ": accepted " + Arrays.toString(accepted) + ", on the wire "
                        + Arrays.toString(Arrays.copyOf(wire.seen, wire.size)) + ", written " + written + ", lost "
                        + lost + ", finished " + finished);
            }
        }
    }

    /** The owner ends the session. */
    public static final class Finishing extends Program {

        @Operation(runOnce = true)
        public void finish() {
            asked = true;
            outbox.finish(event(LAST));
        }
    }

    /** The connection breaks. */
    public static final class Breaking extends Program {

        @Operation(runOnce = true)
        public void breakDown() {
            breakWrite();
        }
    }

    /** The transport has ended. */
    public static final class Discarding extends Program {

        @Operation(runOnce = true)
        public void discard() {
            failed(new IllegalStateException(), outbox.discard());
        }
    }

    /** Flushes meet the finish: a race of its own, which longer programs seldom show. */
    public static final class Flushing implements Outbox.Owner {

        private final Wire wire = new Wire();
        private final Outbox outbox = new Outbox(wire, this, 1_000);
        private boolean early;

        @Operation
        public void flush() {
            outbox.flush();
        }

        @Operation(runOnce = true)
        public void finish() {
            outbox.finish(Program.event(LAST));
        }

        @Override
        public void written(Burst burst) {}

        @Override
        public void failed(Throwable failure, List<Burst> bursts) {}

        @Override
        public void finished() {
            early = wire.size == 0 || wire.isWriting();
        }

        @Validate
        public void check() {
            wire.end(null);
            if (early) {
                throw new IllegalStateException("finished before the last was written");
            }
        }
    }

    private static void model(Class<? extends Program> program) {
        new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(150)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .verifier(EpsilonVerifier.class)
                .check(program);
    }

    private static void stress(Class<? extends Program> program) {
        new StressOptions()
                .iterations(20)
                .invocationsPerIteration(2_000)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .verifier(EpsilonVerifier.class)
                .check(program);
    }

    @Test
    void noFlushMakesTheFinishOvertakeTheLast() {
        new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(300)
                .threads(2)
                .actorsPerThread(1)
                .actorsBefore(0)
                .actorsAfter(0)
                .verifier(EpsilonVerifier.class)
                .check(Flushing.class);
    }

    @Test
    void whateverWasTakenIsWrittenOnceInOrderBeforeTheOneFinish() {
        model(Finishing.class);
    }

    @Test
    void whateverWasTakenIsWrittenOnceInOrderBeforeTheOneFinishUnderStress() {
        stress(Finishing.class);
    }

    @Test
    void aFailureCountsWhatWasNotWrittenAndEndsIt() {
        model(Breaking.class);
    }

    @Test
    void theEndOfTheTransportCountsWhatWasNotWritten() {
        model(Discarding.class);
    }

    @Test
    void theEndOfTheTransportCountsWhatWasNotWrittenUnderStress() {
        stress(Discarding.class);
    }
}
