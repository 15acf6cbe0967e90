package io.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.DestinationPattern;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.Sessions;
import io.fanfare.testing.CapturingConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AckWindowTests {

    private static final int LARGE = 1_000_000;

    private final Sessions sessions = Doubles.sessions(SessionListener.NONE);
    private final CapturingConnection connection = new CapturingConnection();
    private final Session session = Doubles.session(sessions, connection, "ann");

    private AckWindow window(AckMode mode, int prefetch, long heldLimit, long number) {
        AckWindow window = new Fanout(1)
                .subscription(session, "s", DestinationPattern.parse("/topic/a"), mode, number, prefetch, heldLimit)
                .window();
        if (window == null) {
            throw new AssertionError("no window");
        }
        return window;
    }

    private AckWindow window(AckMode mode, int prefetch) {
        return window(mode, prefetch, LARGE, 7);
    }

    private void offer(AckWindow window, long from, long to) {
        LongStream.rangeClosed(from, to).forEach(offset -> window.offer(Doubles.frame(offset)));
        session.outbox().flush();
    }

    private List<Long> received() {
        return connection.messages().stream().map(Doubles::offset).toList();
    }

    @Test
    void everyMessageHasAnAckIdOfItsOwn() {
        AckWindow window = window(AckMode.CLIENT, 10);
        offer(window, 1, 3);
        assertThat(connection.messages())
                .satisfiesExactly(
                        message -> assertThat(message).contains("\nack:7-1\n"),
                        message -> assertThat(message).contains("\nack:7-2\n"),
                        message -> assertThat(message).contains("\nack:7-3\n"));
    }

    @Test
    void anAckOfTheModeClientIsForAllBeforeItToo() {
        AckWindow window = window(AckMode.CLIENT, 10);
        offer(window, 1, 5);
        assertThat(window.settle(3, Verdict.TAKEN)).isEqualTo(3);
        assertThat(window.number("7-3")).isEmpty();
        assertThat(window.number("7-2")).isEmpty();
        assertThat(window.number("7-4")).hasValue(4);
        assertThat(window.settle(5, Verdict.TAKEN)).isEqualTo(2);
    }

    @Test
    void anAckOfTheModeClientIndividualIsForItsMessageOnly() {
        AckWindow window = window(AckMode.CLIENT_INDIVIDUAL, 10);
        offer(window, 1, 5);
        assertThat(window.settle(3, Verdict.TAKEN)).isOne();
        assertThat(window.settle(3, Verdict.TAKEN)).isZero();
        assertThat(window.number("7-3")).isEmpty();
        assertThat(window.number("7-2")).hasValue(2);
        assertThat(window.settle(1, Verdict.TAKEN)).isOne();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "CLIENT_INDIVIDUAL"})
    void beyondThePrefetchTheRestWaitsInOrder(AckMode mode) {
        AckWindow window = window(mode, 2);
        offer(window, 1, 5);
        assertThat(received()).containsExactly(1L, 2L);
        assertThat(window.settle(1, Verdict.TAKEN)).isOne();
        assertThat(received()).containsExactly(1L, 2L, 3L);
        assertThat(window.settle(2, Verdict.TAKEN)).isOne();
        assertThat(window.settle(3, Verdict.TAKEN)).isOne();
        assertThat(received()).containsExactly(1L, 2L, 3L, 4L, 5L);
        offer(window, 6, 6);
        assertThat(received()).hasSize(5);
        assertThat(window.settle(4, Verdict.TAKEN)).isOne();
        assertThat(received()).last().isEqualTo(6L);
    }

    @Test
    void aCumulativeAckReleasesAsManyAsItSettled() {
        AckWindow window = window(AckMode.CLIENT, 3);
        offer(window, 1, 10);
        assertThat(window.settle(3, Verdict.TAKEN)).isEqualTo(3);
        assertThat(received()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void whatIsNewNeverOvertakesWhatIsHeld() {
        AckWindow window = window(AckMode.CLIENT_INDIVIDUAL, 2);
        offer(window, 1, 4);
        window.settle(1, Verdict.TAKEN);
        window.settle(2, Verdict.TAKEN);
        offer(window, 5, 6);
        window.settle(3, Verdict.TAKEN);
        window.settle(4, Verdict.TAKEN);
        assertThat(received()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void ackIdsOfOthersAreNotItsOwn() {
        AckWindow window = window(AckMode.CLIENT, 10);
        offer(window, 1, 1);
        assertThat(List.of("7-", "7-x", "7-0", "7-2", "77-1", "8-1", "-1", "", "7-99999999999999999999", "7--1"))
                .allSatisfy(id -> assertThat(window.number(id)).isEqualTo(OptionalLong.empty()));
        assertThat(window.number("7-1")).hasValue(1);
    }

    @Test
    void messagesAreFoundByTheirMessageIdUntilTheyAreSettled() {
        AckWindow window = window(AckMode.CLIENT, 10);
        offer(window, 41, 43);
        assertThat(window.numberOf("1-42")).hasValue(2);
        assertThat(window.numberOf("1-44")).isEmpty();
        assertThat(window.numberOf("nonsense")).isEmpty();
        window.settle(2, Verdict.TAKEN);
        assertThat(window.numberOf("1-42")).isEmpty();
        assertThat(window.numberOf("1-43")).hasValue(3);
    }

    @Test
    void moreThanMayBeHeldMakesASlowConsumer() {
        AckWindow window = window(AckMode.CLIENT, 1, 1_000, 7);
        window.offer(Doubles.frame(1, 10));
        window.offer(Doubles.frame(2, 700));
        assertThat(session.isClosing()).isFalse();
        window.offer(Doubles.frame(3, 700));
        assertThat(session.isClosing()).isTrue();
        assertThat(connection.messages().getLast()).contains("reason:slow-consumer");
    }

    @Test
    void whatMayBeHeldIsTheSessionsAndNotEachSubscriptions() {
        AckWindow one = window(AckMode.CLIENT, 1, 1_000, 1);
        AckWindow other = window(AckMode.CLIENT, 1, 1_000, 2);
        List.of(one, other).forEach(window -> {
            window.offer(Doubles.frame(1, 10));
            window.offer(Doubles.frame(2, 400));
        });
        assertThat(session.isClosing()).isFalse();
        one.settle(1, Verdict.TAKEN);
        one.offer(Doubles.frame(3, 400));
        assertThat(session.isClosing()).isFalse();
        other.offer(Doubles.frame(3, 400));
        assertThat(session.isClosing()).isTrue();
    }

    @Test
    void whatAClosedWindowHeldIsGivenBack() {
        AckWindow one = window(AckMode.CLIENT, 1, 1_000, 1);
        AckWindow other = window(AckMode.CLIENT, 1, 1_000, 2);
        one.offer(Doubles.frame(1, 10));
        one.offer(Doubles.frame(2, 700));
        one.close();
        other.offer(Doubles.frame(1, 10));
        other.offer(Doubles.frame(2, 700));
        assertThat(session.isClosing()).isFalse();
    }

    @Test
    void aClosedWindowReleasesNothingAndTakesNothing() {
        AckWindow window = window(AckMode.CLIENT, 1);
        offer(window, 1, 3);
        window.close();
        assertThat(window.settle(1, Verdict.TAKEN)).isZero();
        offer(window, 4, 4);
        assertThat(received()).containsExactly(1L);
    }

    @Test
    void aClosedWindowStillKnowsWhatItSent() {
        AckWindow window = window(AckMode.CLIENT, 2);
        offer(window, 1, 3);
        window.close();
        assertThat(window.number("7-2")).hasValue(2);
        assertThat(window.number("7-3")).isEmpty();
        assertThat(window.number("7-0")).isEmpty();
        assertThat(window.settle(2, Verdict.TAKEN)).isZero();
    }

    @Test
    void whatIsSettledIsToldInItsOrderWithTheVerdict() {
        List<String> told = new ArrayList<>();
        AckWindow window = window(AckMode.CLIENT, 5);
        window.tell((message, verdict) -> told.add(verdict + " " + message.offset()));
        offer(window, 1, 4);
        window.settle(2, Verdict.TAKEN);
        window.settle(2, Verdict.TAKEN);
        window.settle(3, Verdict.RETURNED);
        assertThat(told).containsExactly("TAKEN 1", "TAKEN 2", "RETURNED 3");
    }

    @Test
    void whatWasForgottenMayBeAcknowledgedAndSettlesNothing() {
        List<Long> told = new ArrayList<>();
        AckWindow window = window(AckMode.CLIENT_INDIVIDUAL, 2);
        window.tell((message, _) -> told.add(message.offset()));
        offer(window, 1, 2);
        window.forget();
        assertThat(window.room()).isEqualTo(2);
        assertThat(window.number("7-2")).hasValue(2);
        assertThat(window.settle(2, Verdict.TAKEN)).isZero();
        offer(window, 3, 3);
        assertThat(window.numberOf("1-3")).hasValue(3);
        assertThat(window.settle(3, Verdict.TAKEN)).isOne();
        assertThat(told).containsExactly(3L);
    }

    @Test
    @Timeout(20)
    void acknowledgingTheNewestFirstIsAsQuickAsTheOldestFirst() {
        int count = 100_000;
        AckWindow window = window(AckMode.CLIENT_INDIVIDUAL, count);
        for (int i = 1; i <= count; i++) {
            offer(window, i, i);
        }
        for (long i = count; i > 0; i--) {
            assertThat(window.number("7-" + i)).hasValue(i);
            assertThat(window.settle(i, Verdict.TAKEN)).isOne();
        }
    }
}
