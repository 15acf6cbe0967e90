package io.fanfare.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Position;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.Hearing;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.Resume;
import io.fanfare.history.TracedEvent;
import io.fanfare.session.Session;
import io.fanfare.testing.CapturingConnection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What became of an event is known of the last events and the last subscriptions only. */
class TraceWindowTests {

    private static final int REMEMBERED = 100;

    private final Fanout fanout = new Fanout(1);
    private final EmbeddedBroker broker = Doubles.broker(fanout, 7);
    private final Session session = Doubles.session(Doubles.sessions(), new CapturingConnection(), "bob");

    @Test
    void theOldestEventIsForgottenWhenThereAreTooMany() {
        Position first = publish();
        Position second = publish();
        for (int i = 1; i < REMEMBERED; i++) {
            publish();
        }
        assertThat(broker.trace(first.toString())).isEmpty();
        assertThat(broker.trace(second.toString())).hasSize(1);
        assertThat(broker.trace(new Position(7, REMEMBERED + 1L).toString())).isEmpty();
        assertThat(broker.trace(new Position(8, second.offset()).toString())).isEmpty();
    }

    @Test
    void whoeverHeardItAndHasLongEndedIsMissedButNotInSilence() {
        Subscription early = subscribe();
        Position position = publish();
        broker.unsubscribe(early, () -> {});
        TracedEvent known = broker.trace(position.toString()).getFirst();
        assertThat(known.complete()).isTrue();
        assertThat(known.hearings()).containsExactly(early.hearing());
        for (int i = 0; i < REMEMBERED; i++) {
            broker.unsubscribe(subscribe(), () -> {});
        }
        assertThat(broker.trace(position.toString()).getFirst().hearings())
                .as("those that heard nothing push out none that did")
                .containsExactly(early.hearing());
        List<Subscription> late =
                Stream.generate(this::subscribe).limit(REMEMBERED).toList();
        publish();
        late.forEach(subscription -> broker.unsubscribe(subscription, () -> {}));
        TracedEvent forgotten = broker.trace(position.toString()).getFirst();
        assertThat(forgotten.complete()).isFalse();
        assertThat(forgotten.hearings()).isEmpty();
        assertThat(broker.trace(publish().toString()).getFirst().complete()).isTrue();
    }

    @Test
    void anEventForTooManyUsersIsNotRemembered() {
        Set<String> users = IntStream.range(0, 33).mapToObj(i -> "user" + i).collect(Collectors.toSet());
        Position position = broker.publish(Doubles.event("/user/a", users.toArray(String[]::new)))
                .position();
        assertThat(broker.trace(position.toString())).isEmpty();
    }

    @Test
    void aLiveSubscriptionHasHeardWhatWasWritten() {
        Subscription subscription = subscribe();
        Position position = publish();
        assertThat(subscription.hearing().outcome(position.offset())).isEqualTo(Hearing.Outcome.WRITTEN);
        assertThat(subscription.hearing().outcome(position.offset() + 1)).isEqualTo(Hearing.Outcome.WAITING);
        assertThat(subscription.hearing().outcome(position.offset() - 1)).isEqualTo(Hearing.Outcome.NONE);
    }

    private Subscription subscribe() {
        Subscription subscription = fanout.subscription(session, "s", DestinationPattern.parse("/topic/a"));
        broker.subscribe(subscription, Resume.LIVE, recovery -> {});
        return subscription;
    }

    private Position publish() {
        return broker.publish(Doubles.event("/topic/a")).position();
    }
}
