package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fanfare.broker.Broker;
import io.fanfare.broker.IdConflictException;
import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.MovedException;
import io.fanfare.broker.OverloadedException;
import io.fanfare.broker.Publisher;
import io.fanfare.broker.Submission;
import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.Resume;
import io.fanfare.security.Identity;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the meters of publishing and of the fan-out say, against what was published. */
@FanfareServer({"fanfare.limits.waiting-events=1KB", "fanfare.limits.publish-timeout=1s"})
class PublishMetersTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry registry;

    @Autowired
    Publisher publisher;

    @Autowired
    Broker broker;

    @Autowired
    Fanout fanout;

    @Autowired
    Sessions sessions;

    private Readings readings;

    @BeforeEach
    void read() {
        readings = Readings.of(registry);
    }

    @Test
    void acceptedEventsAreCountedByTheirSource() {
        publisher.publish(event(topic, 1), Publisher.Source.HTTP);
        publisher.publish(Submission.of(List.of(event(topic, 1), event(topic, 1))), Publisher.Source.HTTP);
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\nreceipt:r\n\nx\0");
            client.expectReceipt("r");
        }
        assertThat(readings.gain(MeterNames.EVENTS_PUBLISHED, "source", "http", "outcome", "accepted"))
                .isEqualTo(3);
        assertThat(readings.gain(MeterNames.EVENTS_PUBLISHED, "source", "stomp", "outcome", "accepted"))
                .isEqualTo(1);
    }

    @Test
    void invalidEventsAreCountedByTheirSource() {
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> publisher.publish(event("/queue/work", 1), Publisher.Source.HTTP));
        assertThat(readings.gain(MeterNames.EVENTS_PUBLISHED, "source", "http", "outcome", "invalid"))
                .isEqualTo(1);
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:/queue/work\n\nx\0");
            client.expectRefusal();
        }
        assertThat(readings.gain(MeterNames.EVENTS_PUBLISHED, "source", "stomp", "outcome", "invalid"))
                .isEqualTo(1);
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("BEGIN\ntransaction:t\n\n\0");
            client.send("SEND\ntransaction:t\ndestination:/queue/work\n\nx\0");
            client.expectRefusal();
        }
        assertThat(readings.gain(MeterNames.EVENTS_PUBLISHED, "source", "stomp", "outcome", "invalid"))
                .isEqualTo(2);
    }

    @Test
    void whatIsNotPublishedForItsIdOrPositionIsCounted() {
        Submission once = withId(1);
        publisher.publish(once, Publisher.Source.HTTP);
        publisher.publish(once, Publisher.Source.HTTP);
        assertThatExceptionOfType(IdConflictException.class)
                .isThrownBy(() -> publisher.publish(withId(2), Publisher.Source.HTTP));
        Submission late = new Submission(Identity.OPEN, List.of(event(topic, 1), event(topic, 1)), new Position(0, 0));
        assertThatExceptionOfType(MovedException.class)
                .isThrownBy(() -> publisher.publish(late, Publisher.Source.HTTP));
        for (Map.Entry<String, Integer> expected :
                Map.of("accepted", 1, "duplicate", 1, "conflict", 1, "moved", 2).entrySet()) {
            assertThat(readings.gain(MeterNames.EVENTS_PUBLISHED, "source", "http", "outcome", expected.getKey()))
                    .as(expected.getKey())
                    .isEqualTo(expected.getValue().doubleValue());
        }
        assertThat(readings.gain(MeterNames.PUBLISH_LATENCY)).isEqualTo(1);
    }

    private Submission withId(int size) {
        Event event = new Event(topic, Destination.parse(topic), Set.of(), null, Map.of(), new byte[size], true, 0);
        return Submission.of(event);
    }

    @Test
    void publishLatencyIsNotMoreThanThePublisherSees() {
        FunctionTimer latency = registry.get(MeterNames.PUBLISH_LATENCY).functionTimer();
        double before = latency.totalTime(TimeUnit.NANOSECONDS);
        long start = System.nanoTime();
        publisher.publish(event(topic, 1), Publisher.Source.HTTP);
        long seen = System.nanoTime() - start;
        assertThat(readings.gain(MeterNames.PUBLISH_LATENCY)).isEqualTo(1);
        assertThat(latency.totalTime(TimeUnit.NANOSECONDS) - before).isBetween(1.0, (double) seen);
    }

    @Test
    void fanoutSizeIsHowManySessionsMatch() {
        DistributionSummary size = registry.get(MeterNames.FANOUT_SIZE).summary();
        double before = size.totalAmount();
        try (StompTestClient one = StompTestClient.connect(port);
                StompTestClient two = StompTestClient.connect(port)) {
            one.subscribe("a", topic);
            two.subscribe("a", topic);
            two.subscribe("b", "/topic/#");
            publisher.publish(event(topic, 1), Publisher.Source.HTTP);
            publisher.publish(event(Topics.fresh(), 1), Publisher.Source.HTTP);
        }
        assertThat(readings.gain(MeterNames.FANOUT_SIZE)).isEqualTo(2);
        assertThat(size.totalAmount() - before).isEqualTo(3);
    }

    @Test
    void subscriptionsAndDestinationsAreThoseThatThereAre() {
        String other = Topics.fresh();
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("a", topic);
            client.subscribe("b", topic);
            client.subscribe("c", "/topic/a.*");
            assertThat(readings.gain(MeterNames.SUBSCRIPTIONS)).isEqualTo(3);
            assertThat(readings.gain(MeterNames.DESTINATIONS)).isEqualTo(1);
            publisher.publish(event(topic, 1), Publisher.Source.HTTP);
            publisher.publish(event(other, 1), Publisher.Source.HTTP);
            assertThat(readings.gain(MeterNames.DESTINATIONS)).isEqualTo(2);
            assertThat(registry.get(MeterNames.DESTINATIONS).gauge().value())
                    .isEqualTo(broker.destinations().size());
        }
        readings.awaitGain(0, MeterNames.SUBSCRIPTIONS);
    }

    @Test
    void waitingBytesAreThoseThatTheFanoutHasNotReached() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        try (StompTestClient client = StompTestClient.connect(port)) {
            Thread blocked = blockTheFanoutOf(sessions.stream().findFirst().orElseThrow(), release);
            publisher.publish(event(topic, 5_000), Publisher.Source.HTTP);
            assertThat(readings.gain(MeterNames.FANOUT_WAITING_BYTES)).isGreaterThan(5_000);
            assertThatExceptionOfType(OverloadedException.class)
                    .isThrownBy(() -> publisher.publish(event(topic, 1), Publisher.Source.HTTP));
            release.countDown();
            blocked.join();
            readings.awaitGain(0, MeterNames.FANOUT_WAITING_BYTES);
            client.expectMessages(1);
        }
        assertThat(readings.gain(MeterNames.EVENTS_PUBLISHED, "source", "http", "outcome", "overloaded"))
                .isEqualTo(1);
    }

    /** Subscribes, and holds the fan-out at the place where that begins. */
    private Thread blockTheFanoutOf(Session session, CountDownLatch release) throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        Subscription subscription = fanout.subscription(session, "a", DestinationPattern.parse(topic));
        Thread thread = Thread.ofVirtual()
                .start(() -> broker.subscribe(subscription, Resume.LIVE, recovery -> {
                    blocked.countDown();
                    awaitQuietly(release);
                }));
        blocked.await();
        return thread;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Event event(String destination, int size) {
        return new Event(null, Destination.parse(destination), Set.of(), null, Map.of(), new byte[size], true, 0);
    }
}
