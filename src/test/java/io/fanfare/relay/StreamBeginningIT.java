package io.fanfare.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.broker.AppendListener;
import io.fanfare.broker.Publication;
import io.fanfare.broker.Submission;
import io.fanfare.broker.SubscriptionListener;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.Fanout;
import io.fanfare.history.HistoryQuery;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.KeptEvent;
import io.fanfare.history.ReplayListener;
import io.fanfare.limit.Limits;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RequiresCommand;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Several instances come at once to a RabbitMQ that has no stream yet: all of them agree on one epoch and its positions. */
@RequiresCommand({"rabbitmq-server", "epmd"})
class StreamBeginningIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final InstantSource CLOCK = InstantSource.system();
    private static final int INSTANCES = 3;
    private static final Destination TOPIC = Destination.parse("/topic/a");

    private static RabbitNode node;

    private final String stream = "s" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        node = RabbitNode.start();
    }

    @AfterAll
    static void end() {
        node.close();
    }

    private Binder settings() {
        return new Binder(new MapConfigurationPropertySource(Map.of(
                "fanfare.relay.addresses",
                node.address(),
                "fanfare.relay.stream",
                stream,
                "fanfare.history.rules[0].pattern",
                "/topic/#",
                "fanfare.history.rules[0].size",
                "100")));
    }

    private StreamBroker broker(Fanout fanout) {
        Binder settings = settings();
        RelaySettings relay = settings.bindOrCreate("fanfare.relay", RelaySettings.class);
        return new StreamBroker(
                new Upstream(relay, null),
                relay,
                settings.bindOrCreate("fanfare.limits", Limits.class),
                fanout,
                settings.bindOrCreate("fanfare.history", HistorySettings.class),
                CLOCK,
                ReplayListener.NONE,
                SubscriptionListener.NONE,
                AppendListener.NONE);
    }

    private static Position publish(StreamBroker to, String text) {
        Event event =
                new Event(null, TOPIC, Set.of(), "text/plain", Map.of(), text.getBytes(UTF_8), true, CLOCK.millis());
        Publication published = to.publish(Submission.of(event)).getFirst();
        return published.position();
    }

    private static List<Position> history(StreamBroker of) {
        return of.history(new HistoryQuery(TOPIC, null, null, null, false, 100)).events().stream()
                .map(KeptEvent::position)
                .toList();
    }

    @RepeatedTest(5)
    void allAgree() {
        Fanout fanout = new Fanout(1);
        fanout.start();
        List<StreamBroker> brokers = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            brokers.add(broker(fanout));
        }
        try {
            brokers.forEach(StreamBroker::start);
            await().atMost(PATIENCE).until(() -> brokers.stream().allMatch(StreamBroker::isLive));
            List<Position> published = new ArrayList<>();
            for (int i = 0; i < 4 * INSTANCES; i++) {
                published.add(publish(brokers.get(i % INSTANCES), Integer.toString(i)));
            }
            assertThat(published).isSorted();
            assertThat(published.stream().map(Position::epoch).distinct()).hasSize(1);
            for (StreamBroker each : brokers) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(history(each)).isEqualTo(published));
            }
        } finally {
            brokers.forEach(StreamBroker::stop);
            fanout.stop();
        }
    }
}
