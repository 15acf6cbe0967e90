package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fanfare.broker.Handed;
import io.fanfare.broker.Publication;
import io.fanfare.broker.UnavailableException;
import io.fanfare.event.Destination;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class SendsInFlightTests {

    private static final int MOST = 3;

    private final List<String> answers = Collections.synchronizedList(new ArrayList<>());
    private final SendsInFlight sends = new SendsInFlight(MOST, new SendsInFlight.Answering() {
        @Override
        public void published(Asked asked, Publication last) {
            answers.add(asked.receipt() + " " + last.id());
        }

        @Override
        public void failed(Asked asked, RuntimeException failure) {
            answers.add(asked.receipt() + " failed");
        }
    });

    /** One that is decided when the test says so. */
    private static final class Pending implements Handed {
        private final CompletableFuture<List<Publication>> decision = new CompletableFuture<>();

        void decide(String id) {
            decision.complete(List.of(Publication.passedOn(id, Destination.parse("/topic/a"))));
        }

        void fail() {
            decision.completeExceptionally(new UnavailableException("away"));
        }

        @Override
        public List<Publication> await() {
            try {
                return decision.join();
            } catch (CompletionException e) {
                throw (RuntimeException) e.getCause();
            }
        }

        @Override
        public boolean isDecided() {
            return decision.isDone();
        }
    }

    private static Asked asked(String receipt) {
        return new Asked(receipt, "/topic/a");
    }

    private Pending add(String receipt) {
        Pending one = new Pending();
        sends.add(asked(receipt), one);
        return one;
    }

    @Test
    void whatIsDecidedIsAnsweredByWhoeverAddsIt() {
        Pending one = new Pending();
        one.decide("x");
        sends.add(asked("1"), one);
        assertThat(answers).containsExactly("1 x");
    }

    @Test
    void whatHasFailedByThenIsThrown() {
        Pending one = new Pending();
        one.fail();
        assertThatThrownBy(() -> sends.add(asked("1"), one)).isInstanceOf(UnavailableException.class);
        assertThat(sends.hasFailed()).isFalse();
    }

    @Test
    void answersComeInTheOrderOfSends() {
        Pending first = add("1");
        Pending second = add("2");
        Pending third = add("3");
        third.decide("z");
        second.decide("y");
        assertThat(answers).isEmpty();
        first.decide("x");
        assertThat(sends.finish()).isTrue();
        assertThat(answers).containsExactly("1 x", "2 y", "3 z");
    }

    @Test
    void whoeverAddsMoreThanThereMayBeWaits() {
        Pending first = add("1");
        add("2").decide("y");
        add("3").decide("z");
        Pending fourth = new Pending();
        Thread adding = Thread.ofPlatform().start(() -> sends.add(asked("4"), fourth));
        await().until(() -> adding.getState() == Thread.State.WAITING);
        assertThat(answers).isEmpty();
        first.decide("x");
        await().until(() -> !adding.isAlive());
        fourth.decide("w");
        assertThat(sends.finish()).isTrue();
        assertThat(answers).containsExactly("1 x", "2 y", "3 z", "4 w");
    }

    @Test
    void behindOneThatFailsNothingIsAnsweredAndNobodyWaits() {
        Pending first = add("1");
        Pending second = add("2");
        Pending third = add("3");
        Thread adding = Thread.ofPlatform().start(() -> sends.add(asked("4"), third));
        await().until(() -> adding.getState() == Thread.State.WAITING);
        first.decide("x");
        second.fail();
        await().until(sends::hasFailed);
        await().until(() -> !adding.isAlive());
        assertThat(sends.finish()).isFalse();
        third.decide("z");
        await().until(() -> answers.size() == 2);
        assertThat(answers).containsExactly("1 x", "2 failed");
    }

    @Test
    void itGoesOnAfterAllWereAnswered() {
        for (int i = 0; i < 100; i++) {
            add("r").decide("x");
            assertThat(sends.finish()).isTrue();
        }
        assertThat(answers).hasSize(100);
    }
}
