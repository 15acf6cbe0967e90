package io.fanfare.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.stomp.HeartBeat;
import io.fanfare.testing.BlockingConnection;
import io.fanfare.testing.CapturingConnection;
import io.fanfare.testing.RecordingListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class SessionTests {

    private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);
    private static final int INTERVAL_MILLIS = 10_000;

    private final RecordingListener listener = new RecordingListener();
    private final SessionSettings settings =
            new SessionSettings(DataSize.ofKilobytes(1), Duration.ofSeconds(5), 10_000);
    private final Sessions sessions = new Sessions(settings, listener, InstantSource.system());
    private final CapturingConnection prompt = new CapturingConnection();
    private final BlockingConnection slow = new BlockingConnection();

    private static Burst event(int size) {
        byte[] payload = "e".repeat(size - Burst.headerLength(size)).getBytes(UTF_8);
        return new Burst.Builder(payload.length)
                .message(true, payload.length)
                .put(payload)
                .build(1, 1);
    }

    /** Visits once a period until {@code seconds} are over. */
    private static void pass(Session session, long from, int seconds) {
        for (int i = 1; i <= seconds; i++) {
            session.vitals().visit(from + i * PERIOD, PERIOD);
        }
    }

    @Test
    void aBeatIsSentOncePerIntervalAndBeforeItIsOver() {
        Session session = sessions.open(prompt);
        session.vitals().beat(new HeartBeat(INTERVAL_MILLIS, 0), 0);
        long start = System.nanoTime();
        List<Integer> beats = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            int before = prompt.bursts().size();
            session.vitals().visit(start + i * PERIOD, PERIOD);
            if (prompt.bursts().size() > before) {
                beats.add(i);
            }
        }
        assertThat(prompt.messages()).containsOnly("\n").hasSizeBetween(4, 5);
        int last = 0;
        for (int beat : beats) {
            assertThat(beat - last).isLessThanOrEqualTo(10);
            last = beat;
        }
    }

    /** Guards against a client that was called slow because more was queued in one go than its outbox holds. */
    @Test
    void whoReadsIsNotSlowHoweverMuchIsQueuedAtOnce() {
        Session reading = sessions.open(prompt);
        Session stuck = sessions.open(slow);
        for (int i = 0; i < 5; i++) {
            reading.offerOrFlush(event(400));
            stuck.offerOrFlush(event(400));
        }
        reading.outbox().flush();
        assertThat(reading.isClosing()).isFalse();
        assertThat(reading.delivered()).isEqualTo(5);
        assertThat(stuck.isClosing()).isTrue();
    }

    @Test
    void whatIsSentCountsAsABeat() {
        Session session = sessions.open(prompt);
        session.vitals().beat(new HeartBeat(INTERVAL_MILLIS, 0), 0);
        long start = System.nanoTime();
        for (int i = 1; i <= 40; i++) {
            session.send(event(10));
            session.vitals().visit(start + i * PERIOD, PERIOD);
        }
        assertThat(prompt.messages()).doesNotContain("\n");
    }

    @Test
    void nothingIsBeatenBehindAWriteThatIsStuck() {
        Session session = sessions.open(slow);
        session.vitals().beat(new HeartBeat(INTERVAL_MILLIS, 0), 0);
        session.send(event(10));
        pass(session, System.nanoTime(), 100);
        assertThat(slow.bursts()).hasSize(1);
        assertThat(session.outbox().bytes()).isEqualTo(10);
    }

    @Test
    void noBeatsAndNoPingsWhereNoneAreAgreed() {
        Session session = sessions.open(prompt);
        session.vitals().beat(HeartBeat.NONE, 0);
        pass(session, System.nanoTime(), 1_000);
        assertThat(prompt.bursts()).isEmpty();
        assertThat(prompt.pings()).isZero();
        assertThat(session.isClosing()).isFalse();
    }

    @Test
    void aClientThatPromisesNoBeatsIsPinged() {
        Session session = sessions.open(prompt);
        session.vitals().beat(HeartBeat.NONE, INTERVAL_MILLIS);
        long start = System.nanoTime();
        for (int i = 1; i <= 40; i++) {
            session.vitals().heard();
            session.vitals().visit(start + i * PERIOD, PERIOD);
        }
        assertThat(prompt.pings()).isBetween(4, 5);
        assertThat(prompt.messages()).isEmpty();
        assertThat(session.isClosing()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatFallsSilentIsClosedBetweenTwoAndAHalfAndThreeIntervals(boolean beats) {
        Session session = sessions.open(prompt);
        session.vitals().beat(beats ? new HeartBeat(0, INTERVAL_MILLIS) : HeartBeat.NONE, INTERVAL_MILLIS);
        long start = System.nanoTime();
        session.vitals().heard();
        pass(session, start, 25);
        assertThat(session.isClosing()).isFalse();
        pass(session, start + 25 * PERIOD, 5);
        assertThat(prompt.closes()).extracting(CapturingConnection.Closed::code).containsExactly(4507);
        assertThat(prompt.messages().getLast()).startsWith("ERROR\n").contains("reason:heart-beat-lost");
    }

    @Test
    void aClientThatAnswersNoPingsIsNotExpectedTo() {
        prompt.answerNoPings();
        Session session = sessions.open(prompt);
        session.vitals().beat(HeartBeat.NONE, INTERVAL_MILLIS);
        pass(session, System.nanoTime(), 1_000);
        assertThat(prompt.pings()).isZero();
        assertThat(session.isClosing()).isFalse();
    }

    @Test
    void theWatcherIsToldTheTimeUntilTheSessionCloses() {
        Session session = sessions.open(prompt);
        List<Long> times = new ArrayList<>();
        session.vitals().watch(times::add);
        long now = System.nanoTime();
        session.vitals().visit(now, PERIOD);
        session.close(CloseReason.DISCONNECTED);
        session.vitals().visit(now + 1, PERIOD);
        assertThat(times).containsExactly(now);
    }

    @Test
    void aFullOutboxClosesTheSessionAsASlowConsumer() {
        Session session = sessions.open(slow);
        session.send(event(900));
        session.send(event(100));
        assertThat(session.isClosing()).isFalse();
        session.offer(event(100));
        assertThat(session.isClosing()).isTrue();
        assertThat(listener.dropped()).isEqualTo(2);
        session.send(event(10));
        assertThat(listener.dropped()).isEqualTo(3);
        slow.completeAll();
        assertThat(slow.bursts()).hasSize(2);
        assertThat(slow.messages().getLast()).startsWith("ERROR\n").contains("reason:slow-consumer");
        assertThat(slow.closes()).hasSize(1);
        assertThat(slow.closes().getFirst().code()).isEqualTo(4508);
        assertThat(slow.closes().getFirst().reason()).matches("slow-consumer; retry-ms=\\d+");
    }

    @Test
    void whatWaitsIsWrittenBeforeTheClose() {
        Session session = sessions.open(slow);
        session.send(event(10));
        session.send(event(10));
        session.close(CloseReason.CLOSED_BY_OPERATOR, Burst.of("ERROR"));
        assertThat(slow.closes()).isEmpty();
        slow.complete();
        assertThat(slow.closes()).isEmpty();
        slow.complete();
        assertThat(slow.messages()).hasSize(3).last().isEqualTo("ERROR");
        assertThat(slow.closes()).containsExactly(new CapturingConnection.Closed(4410, "closed-by-operator"));
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void anErrorGoesFirstWhereTheReasonHasOne(CloseReason reason) {
        Session session = sessions.open(prompt);
        session.close(reason, Burst.of("ERROR"));
        assertThat(prompt.messages()).hasSize(reason.hasErrorFrame() ? 1 : 0);
        assertThat(prompt.closes()).extracting(CapturingConnection.Closed::code).containsExactly(reason.code());
        assertThat(prompt.closes().getFirst().reason().getBytes(UTF_8)).hasSizeLessThan(124);
    }

    @Test
    void theFirstCloseCounts() {
        Session session = sessions.open(prompt);
        session.close(CloseReason.RESTART);
        session.close(CloseReason.LIMIT, Burst.of("ERROR"));
        assertThat(prompt.closes()).extracting(CapturingConnection.Closed::code).containsExactly(1012);
        sessions.end(session, CloseReason.CONNECTION_LOST);
        assertThat(listener.closes()).containsExactly(CloseReason.RESTART);
    }

    @Test
    void aPeerThatDoesNotAnswerTheCloseIsCutOffAfterTheGrace() {
        Session session = sessions.open(slow);
        session.send(event(10));
        session.close(CloseReason.RESTART);
        long now = System.nanoTime();
        session.vitals().visit(now + 4 * PERIOD, PERIOD);
        assertThat(slow.aborts()).isZero();
        session.vitals().visit(now + 6 * PERIOD, PERIOD);
        assertThat(slow.aborts()).isOne();
    }

    @Test
    void aBrokenConnectionIsAbortedAndItsEventsCounted() {
        Session session = sessions.open(slow);
        session.send(event(10));
        session.send(event(10));
        slow.fail();
        assertThat(slow.aborts()).isOne();
        assertThat(listener.dropped()).isEqualTo(2);
        session.send(event(10));
        assertThat(listener.dropped()).isEqualTo(3);
        sessions.end(session, CloseReason.CONNECTION_LOST);
        assertThat(listener.closes()).containsExactly(CloseReason.CONNECTION_LOST);
        assertThat(listener.dropped()).isEqualTo(3);
    }

    @Test
    void theEndIsToldOnceAndCountsWhatWasLeft() {
        Session session = sessions.open(slow);
        session.send(event(10));
        session.send(event(10));
        sessions.end(session, CloseReason.CLIENT_CLOSED);
        sessions.end(session, CloseReason.CONNECTION_LOST);
        slow.fail();
        assertThat(listener.closes()).containsExactly(CloseReason.CLIENT_CLOSED);
        assertThat(listener.dropped()).isEqualTo(2);
        assertThat(session.isEnded()).isTrue();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void eventsAreCountedWhenTheKernelHasThem() {
        Session session = sessions.open(slow);
        session.send(event(10));
        session.send(event(10));
        session.send(Burst.of("RECEIPT"));
        assertThat(session.delivered()).isZero();
        slow.completeAll();
        assertThat(session.delivered()).isEqualTo(2);
        assertThat(listener.written()).isEqualTo(2);
    }

    @Test
    void sessionsAreDividedEvenlyBetweenShards() {
        int[] counts = new int[4];
        for (int i = 0; i < 400; i++) {
            counts[sessions.open(new CapturingConnection()).shard(4)]++;
        }
        assertThat(counts).containsOnly(100);
    }

    @Test
    void idsAreDistinctAndFindTheirSessions() {
        for (int i = 0; i < 1_000; i++) {
            Session session = sessions.open(prompt);
            assertThat(sessions.get(session.id())).isSameAs(session);
        }
        assertThat(sessions.count()).isEqualTo(1_000);
        assertThat(sessions.stream().map(Session::id).distinct()).hasSize(1_000);
        assertThat(listener.opened()).isEqualTo(1_000);
    }
}
