package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.ArtemisBroker;
import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Http;
import io.fanfare.testing.RecoveringClient;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TcpProxy;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two instances, and a broker between them that only passes events on. */
class LiveRelayTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static ArtemisBroker broker;
    private static FanfareInstance one;
    private static FanfareInstance two;

    private final String topic = "/topic/r" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        broker = new ArtemisBroker();
        one = instance(broker.port(), "fanfare.tracing.enabled=true", "fanfare.tracing.message-headers=true");
        two = instance();
    }

    @AfterAll
    static void end() {
        one.close();
        two.close();
        broker.close();
    }

    private static FanfareInstance instance() {
        return instance(broker.port());
    }

    private static FanfareInstance instance(int brokerPort, String... more) {
        Stream<String> properties = Stream.of(
                "fanfare.broker.mode=relay",
                "fanfare.relay.log=none",
                "fanfare.relay.publish-timeout=2s",
                "fanfare.relay.grace=0s",
                "fanfare.relay.addresses=127.0.0.1:" + brokerPort);
        return FanfareInstance.start(Stream.concat(properties, Stream.of(more)).toArray(String[]::new));
    }

    private static void awaitHeard(RecoveringClient client, String destination, int count) {
        await().atMost(PATIENCE)
                .until(() ->
                        client.heard(destination) >= count || !client.faults().isEmpty());
        assertThat(client.faults()).isEmpty();
        assertThat(client.heard(destination)).isEqualTo(count);
    }

    @Test
    void whatIsPublishedToOneIsHeardOnAllOnce() {
        String concrete = topic + ".a/b";
        try (RecoveringClient here = new RecoveringClient(one.port(), concrete);
                RecoveringClient wide = new RecoveringClient(two.port(), topic + ".#");
                RecoveringClient there = new RecoveringClient(two.port(), concrete)) {
            here.connect();
            wide.connect();
            there.connect();
            for (int i = 0; i < 100; i++) {
                Http.publish(i % 2 == 0 ? one.port() : two.port(), concrete, Integer.toString(i));
            }
            awaitHeard(here, concrete, 100);
            awaitHeard(there, concrete, 100);
            awaitHeard(wide, concrete, 100);
        }
    }

    @Test
    void theTraceOfAnEventIsToldOnAnotherInstanceToo() {
        String trace = UUID.randomUUID().toString().replace("-", "");
        try (StompTestClient there = StompTestClient.connect(two.port()).patience(PATIENCE)) {
            there.subscribe("1", topic);
            String path = "/api/v1/destinations" + topic;
            Http.send(one.port(), "POST", path, "0", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
            assertThat(there.expect("MESSAGE").required("traceparent")).startsWith("00-" + trace + "-");
        }
    }

    @Test
    void patternsHearWhatTheyMatchAndNoMore() {
        try (RecoveringClient wide = new RecoveringClient(two.port(), topic + ".*.x");
                RecoveringClient all = new RecoveringClient(two.port(), topic + ".#")) {
            wide.connect();
            all.connect();
            Http.publish(one.port(), topic + ".ä+1.x", "0");
            Http.publish(one.port(), topic + ".b.y", "0");
            Http.publish(one.port(), topic + ".ä+1.x", "1");
            awaitHeard(wide, topic + ".ä+1.x", 2);
            awaitHeard(all, topic + ".ä+1.x", 2);
            awaitHeard(all, topic + ".b.y", 1);
        }
    }

    @Test
    void theAnswerHasNoPosition() {
        String answer = Http.publish(one.port(), topic, "0").body();
        assertThat(answer).contains("\"id\":", topic).doesNotContain("position", "subscribers");
        String expecting = "{\"destination\":\"%s\",\"payload\":1,\"expectedPosition\":\"1-1\"}".formatted(topic);
        assertThat(Http.postJson(one.port(), "/api/v1/events", expecting).statusCode())
                .isEqualTo(400);
    }

    @Test
    void sessionsStayWhenTheBrokerIsAwayAndAreToldOfTheGap() {
        try (RecoveringClient client = new RecoveringClient(one.port(), topic)) {
            client.connect();
            Http.publish(two.port(), topic, "0");
            awaitHeard(client, topic, 1);
            broker.stop();
            String event = "{\"destination\":\"%s\",\"data\":\"MQ==\"}".formatted(topic);
            assertThat(Http.postJson(two.port(), "/api/v1/events", event).statusCode())
                    .isEqualTo(503);
            assertThat(Http.get(one.port(), "/actuator/health/readiness").statusCode())
                    .isEqualTo(503);
            broker.restart();
            await().atMost(PATIENCE)
                    .until(() -> one.bean(Relay.class).isReady()
                            && two.bean(Relay.class).isReady());
            await().atMost(PATIENCE)
                    .until(() ->
                            Http.postJson(two.port(), "/api/v1/events", event).statusCode() == 202);
            awaitHeard(client, topic, 2);
            assertThat(client.gaps()).isEqualTo(1);
            assertThat(client.isConnected()).isTrue();
        }
    }

    /** By these a client could make things in the broker, or change how it keeps them. */
    @Test
    void s24NoHeaderOfAClientGoesUpstreamAsOneOfTheBroker() {
        String evil = """
                x-queue-type:evil
                durable:evil
                auto-delete:evil
                exclusive:evil
                persistent:evil
                x-queue-name:evil
                x-dead-letter-exchange:evil
                reply-to:evil
                selector:evil
                expires:evil
                subscription-type:evil
                destination-type:evil
                prefetch-count:7
                """;
        try (TcpProxy network = new TcpProxy(broker.port())) {
            network.startRecording();
            try (FanfareInstance watched = instance(network.port());
                    StompTestClient client = StompTestClient.connect(watched.port());
                    StompTestClient hearer = StompTestClient.connect(watched.port())) {
                client.send("SUBSCRIBE\nid:1\ndestination:" + topic + "\nreceipt:s\nack:client\n" + evil + "\n\0");
                client.expectReceipt("s");
                hearer.subscribe("1", topic);
                client.send("SEND\ndestination:" + topic + "\n" + evil + "\nhello\0");
                assertThat(hearer.expect("MESSAGE").text()).isEqualTo("hello");
            }
            assertThat(network.sent()).contains("SUBSCRIBE", "SEND").doesNotContain(":evil", "prefetch-count:7");
        }
    }
}
