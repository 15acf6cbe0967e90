package io.fanfare.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.fanfare.event.Event;
import io.fanfare.fanout.Fanout;
import io.fanfare.limit.Limits;
import io.fanfare.limit.PublishRates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PublisherTests {

    private static final Limits LIMITS = limits(Map.of(
            "fanfare.limits.event-size", "100B",
            "fanfare.limits.event-headers", "3",
            "fanfare.limits.event-headers-size", "20B",
            "fanfare.limits.event-destinations", "2",
            "fanfare.limits.waiting-events", "1000B",
            "fanfare.limits.publish-timeout", "200ms"));

    private final List<String> heard = new ArrayList<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Broker broker = Doubles.broker(new Fanout(1), 1);
    private final Publisher publisher = new Publisher(
            broker, Queues.NONE, LIMITS, PublishRates.unlimited(), waitingBytes::get, new PublishListener() {
                @Override
                public void accepted(Publisher.Source source, Publication publication, long nanos) {
                    heard.add(source + " accepted " + publication.position().offset());
                }

                @Override
                public void refused(Publisher.Source source, String publisher, Refusal refusal) {
                    heard.add(source + " refused " + refusal);
                }
            });

    private static Limits limits(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("fanfare.limits", Limits.class);
    }

    private static Event withBody(int size) {
        return Doubles.event(null, "/topic/a", Set.of(), Map.of(), new byte[size]);
    }

    private static Event withHeaders(String... namesAndValues) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Doubles.event(null, "/topic/a", Set.of(), headers, new byte[0]);
    }

    private void assertRefused(Event event, String field) {
        long before = broker.position().offset();
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> publisher.publish(event, Publisher.Source.HTTP))
                .satisfies(refusal -> {
                    assertThat(refusal.field()).isEqualTo(field);
                    assertThat(refusal.message()).isNotBlank();
                });
        assertThat(heard).last().isEqualTo("HTTP refused INVALID");
        assertThat(broker.position().offset()).isEqualTo(before);
    }

    @Test
    void whatIsWithinTheLimitsIsPublishedAndTold() {
        publisher.publish(withBody(100), Publisher.Source.HTTP);
        publisher.publish(withHeaders("a", "1", "b", "2", "c", "345678901234567"), Publisher.Source.STOMP);
        publisher.publish(Doubles.event("/user/a", "ann", "bob"), Publisher.Source.HTTP);
        assertThat(heard).containsExactly("HTTP accepted 0", "STOMP accepted 1", "HTTP accepted 2");
    }

    @Test
    void whatIsBeyondALimitIsRefusedByItsField() {
        assertRefused(withBody(101), "payload");
        assertRefused(withHeaders("a", "1", "b", "2", "c", "3", "d", "4"), "headers");
        assertRefused(withHeaders("abc", "345678901234567890"), "headers");
        assertRefused(withHeaders("", "value"), "headers");
        assertRefused(Doubles.event("/user/a", "ann", "bob", "cid"), "users");
    }

    @ParameterizedTest
    @ValueSource(strings = {"subscription", "destination", "message-id", "ack", "content-length", "receipt-id"})
    void aHeaderOfFanfaresOwnIsRefused(String name) {
        assertRefused(withHeaders(name, "x"), "headers/" + name);
    }

    @Test
    void destinationsThatAreNotServedAreRefused() {
        assertRefused(Doubles.event("/queue/a"), "destination");
        assertRefused(Doubles.event("/presence/a"), "destination");
    }

    @Test
    void usersAreNamedWhereTheDestinationIsTheirsAndNowhereElse() {
        assertRefused(Doubles.event("/user/a"), "users");
        assertRefused(Doubles.event("/topic/a", "ann"), "users");
    }

    /** Anonymous sessions have no name, and must not be reached by one. */
    @Test
    void aUserWithoutANameIsRefused() {
        assertRefused(Doubles.event("/user/a", ""), "users");
        assertRefused(Doubles.event("/user/a", "ann", ""), "users");
    }

    @Test
    void ofSeveralEventsAllArePublishedOrNone() {
        List<Event> events = List.of(withBody(1), withBody(101), withBody(1));
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> publisher.publish(Submission.of(events), Publisher.Source.HTTP));
        assertThat(broker.position().offset()).isEqualTo(-1);
        assertThat(heard).hasSize(3).containsOnly("HTTP refused INVALID");
        heard.clear();
        List<Publication> published =
                publisher.publish(Submission.of(List.of(withBody(1), withBody(2))), Publisher.Source.STOMP);
        assertThat(published).extracting(p -> p.position().offset()).containsExactly(0L, 1L);
        assertThat(heard).containsExactly("STOMP accepted 0", "STOMP accepted 1");
    }

    @Test
    void aPublisherWaitsWhileTheFanOutIsBehind() {
        Publisher patient = new Publisher(
                broker,
                Queues.NONE,
                limits(Map.of("fanfare.limits.waiting-events", "1000B", "fanfare.limits.publish-timeout", "1m")),
                PublishRates.unlimited(),
                waitingBytes::get,
                PublishListener.NONE);
        waitingBytes.set(1_001);
        CompletableFuture<Publication> waiting =
                CompletableFuture.supplyAsync(() -> patient.publish(withBody(1), Publisher.Source.HTTP));
        await().during(Duration.ofMillis(100)).until(() -> !waiting.isDone());
        waitingBytes.set(1_000);
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aPublisherIsRefusedWhenTheFanOutStaysBehind() {
        waitingBytes.set(1_001);
        long start = System.nanoTime();
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> publisher.publish(withBody(1), Publisher.Source.HTTP));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(heard).containsExactly("HTTP refused OVERLOADED");
        assertThat(broker.position().offset()).isEqualTo(-1);
    }
}
