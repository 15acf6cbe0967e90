package io.fanfare.session;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.fanfare.security.Lifetimes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Ends a session from several threads, in programs and orders that Lincheck chooses. */
class SessionLincheckTests {

    private static final Burst EVENT =
            new Burst.Builder(500).message(true, 500).put(new byte[500]).build(1, 0);

    private static final class Wire extends QuietConnection {

        private @Nullable Completion pending;
        private byte last;
        private int close;
        private int closes;
        private int aborts;

        @Override
        public synchronized void write(Burst burst, Completion completion) {
            pending = completion;
            burst.forEach(message -> last = message.bytes()[message.offset()]);
        }

        @Override
        public synchronized void close(int code, String reason) {
            close = code;
            closes++;
        }

        @Override
        public synchronized void abort() {
            aborts++;
        }

        void end() {
            Completion completion;
            synchronized (this) {
                completion = pending;
                pending = null;
            }
            if (completion != null) {
                completion.completed(null);
            }
        }

        synchronized boolean isWriting() {
            return pending != null;
        }
    }

    /** A write is in flight from the start; the outbox is small, and a third event makes a slow consumer. */
    public static final class Ending {

        private final Wire wire = new Wire();
        private final Session session = new Session(
                "s",
                1,
                wire,
                new SessionSettings(DataSize.ofKilobytes(1), Duration.ofHours(1), 10_000),
                SessionListener.NONE,
                Lifetimes.unlimited(),
                InstantSource.fixed(Instant.EPOCH));

        public Ending() {
            session.send(EVENT);
        }

        @Operation
        public void send() {
            session.send(EVENT);
        }

        @Operation
        public void slow() {
            session.slow("it is slow");
        }

        @Operation(runOnce = true)
        public void close() {
            session.close(CloseReason.RESTART);
        }

        @Operation
        public void visit() {
            session.vitals().visit(System.nanoTime(), 1);
        }

        @Operation(runOnce = true)
        public void endWrite() {
            wire.end();
        }

        @Validate
        public void check() {
            session.close(CloseReason.DISCONNECTED);
            while (wire.isWriting()) {
                wire.end();
            }
            check(wire.closes == 1, "closed so many times");
            check(wire.close != CloseReason.SLOW_CONSUMER.code() || wire.last == 'E', "an ERROR goes first");
            check(wire.aborts == 0, "the grace has hardly begun");
        }

        private void check(boolean condition, String complaint) {
            if (!condition) {
                throw new IllegalStateException(complaint + ": closes " + wire.closes + ", code " + wire.close
                        + ", aborts " + wire.aborts + ", last " + (char) wire.last);
            }
        }
    }

    @Test
    void howeverManyThreadsEndASessionItIsClosedOnceAndNeverWithoutItsError() {
        new ModelCheckingOptions()
                .iterations(15)
                .invocationsPerIteration(150)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(0)
                .addGuarantee(forClasses("io.fanfare.session.ErrorFrames")
                        .allMethods()
                        .ignore())
                .verifier(EpsilonVerifier.class)
                .check(Ending.class);
    }
}
