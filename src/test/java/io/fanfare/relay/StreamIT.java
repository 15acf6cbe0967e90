package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RecoveringClient;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TcpProxy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Several instances, one RabbitMQ stream. */
@RequiresCommand({"rabbitmq-server", "epmd"})
class StreamIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static RabbitNode node;
    private static FanfareInstance one;
    private static FanfareInstance two;

    private final String topic = "/topic/" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        node = RabbitNode.start();
        one = FanfareInstance.start(
                "fanfare.broker.mode=relay",
                "fanfare.relay.addresses=" + node.address(),
                "fanfare.tracing.enabled=true",
                "fanfare.tracing.message-headers=true");
        two = instance();
    }

    @AfterAll
    static void end() {
        one.close();
        two.close();
        node.close();
    }

    private static FanfareInstance instance() {
        return FanfareInstance.start("fanfare.broker.mode=relay", "fanfare.relay.addresses=" + node.address());
    }

    private static void awaitHeard(RecoveringClient client, String destination, int count) {
        await().atMost(PATIENCE)
                .until(() ->
                        client.heard(destination) >= count || !client.faults().isEmpty());
        assertThat(client.faults()).isEmpty();
        assertThat(client.heard(destination)).isEqualTo(count);
    }

    @Test
    void whatIsPublishedToOneIsHeardOnAll() {
        try (RecoveringClient here = new RecoveringClient(one.port(), topic);
                RecoveringClient there = new RecoveringClient(two.port(), topic)) {
            here.connect();
            there.connect();
            for (int i = 0; i < 200; i++) {
                Http.publish(i % 2 == 0 ? one.port() : two.port(), topic, Integer.toString(i));
            }
            awaitHeard(here, topic, 200);
            awaitHeard(there, topic, 200);
        }
    }

    /** Though that one makes no spans of its own. */
    @Test
    void theTraceOfAnEventIsToldOnAnotherInstanceToo() {
        String trace = UUID.randomUUID().toString().replace("-", "");
        String path = "/api/v1/destinations" + topic;
        String sampled = "00-" + trace + "-00f067aa0ba902b7-01";
        Http.send(one.port(), "POST", path, "0", "traceparent", sampled, "tracestate", "a=b");
        try (StompTestClient there =
                StompTestClient.connect(two.port(), "login:a").patience(PATIENCE)) {
            there.subscribe("1", topic, "replay:1");
            Http.send(one.port(), "POST", path, "1", "traceparent", sampled);
            Frame replayed = there.expect("MESSAGE");
            assertThat(replayed.required("traceparent"))
                    .startsWith("00-" + trace + "-")
                    .isNotEqualTo(sampled);
            assertThat(replayed.required("tracestate")).isEqualTo("a=b");
            assertThat(there.expect("MESSAGE").required("traceparent")).startsWith("00-" + trace + "-");
        }
    }

    @Test
    void historyAndPositionsAreTheSameOnAllAndOnOneThatStartsLater() {
        for (int i = 0; i < 20; i++) {
            Http.publish(one.port(), topic, Integer.toString(i));
        }
        String path = "/api/v1/destinations" + topic + "/history";
        String here = Http.get(one.port(), path).body();
        assertThat(here).contains("\"text\":\"19\"").contains("\"complete\":true");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(Http.get(two.port(), path).body()).isEqualTo(here));
        try (FanfareInstance later = instance()) {
            assertThat(Http.get(later.port(), path).body()).isEqualTo(here);
            assertThat(later.bean(Relay.class).lag())
                    .as("of what it has read back")
                    .isZero();
        }
    }

    @Test
    void aClientRecoversOnAnotherInstanceAndOnOneThatHasJustStarted() {
        try (RecoveringClient client = new RecoveringClient(one.port(), topic)) {
            client.connect();
            Http.publish(one.port(), topic, "0");
            awaitHeard(client, topic, 1);
            client.cut();
            Http.publish(one.port(), topic, "1");
            client.connect(two.port());
            awaitHeard(client, topic, 2);
            client.cut();
            Http.publish(two.port(), topic, "2");
            try (FanfareInstance later = instance()) {
                client.connect(later.port());
                awaitHeard(client, topic, 3);
                Http.publish(one.port(), topic, "3");
                awaitHeard(client, topic, 4);
                assertThat(client.returns()).isEqualTo(2);
            }
        }
    }

    /** It is let in as soon as that instance has read what the client knows, and sent away before it has read anything. */
    @Test
    void aClientRecoversOnAnInstanceThatIsNotReadyYet() throws Exception {
        try (TcpProxy network = new TcpProxy(node.stompPort());
                RecoveringClient client = new RecoveringClient(one.port(), topic)) {
            client.connect();
            Http.publish(one.port(), topic, "0");
            awaitHeard(client, topic, 1);
            client.cut();
            Http.publish(one.port(), topic, "1");
            network.stall(true);
            try (FanfareInstance later = FanfareInstance.start(
                            "fanfare.broker.mode=relay", "fanfare.relay.addresses=127.0.0.1:" + network.port());
                    StompTestClient early = StompTestClient.open(later.port())) {
                assertThat(Http.get(later.port(), "/actuator/health/readiness").statusCode())
                        .isEqualTo(503);
                early.send("CONNECT\naccept-version:1.2\nhost:x\n\n\0");
                assertThat(early.expectRefusal(1013).required("message")).contains("come back later");
                CompletableFuture<?> waiting = CompletableFuture.runAsync(() -> client.connect(later.port()));
                network.cut();
                network.stall(false);
                waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                awaitHeard(client, topic, 2);
                assertThat(client.returns()).isEqualTo(1);
                assertThat(client.gaps()).isZero();
            }
        }
    }

    @Test
    void anIdCountsOnceAndAnExpectedPositionHoldsWhereverItIsHandedIn() {
        String event = "{\"destination\":\"%s\",\"payload\":1,\"id\":\"a\"}".formatted(topic);
        String position = position(Http.publishJson(one.port(), event));
        HttpResponse<String> again = Http.publishJson(two.port(), event);
        assertThat(position(again)).isEqualTo(position);
        assertThat(again.body()).contains("\"duplicate\":true").doesNotContain("subscribers");
        String other = event.replace("1,", "2,");
        assertThat(Http.postJson(two.port(), "/api/v1/events", other).statusCode())
                .isEqualTo(409);

        String next = "{\"destination\":\"%s\",\"payload\":2,\"expectedPosition\":\"%s\"}".formatted(topic, position);
        assertThat(Http.postJson(two.port(), "/api/v1/events", next).statusCode())
                .isEqualTo(202);
        assertThat(Http.postJson(one.port(), "/api/v1/events", next).statusCode())
                .isEqualTo(412);
    }

    @Test
    void oneEventForManyDestinationsStandsThereAtOnce() {
        String many = "{\"destinations\":[\"%s.a\",\"%s.b\"],\"payload\":1}".formatted(topic, topic);
        HttpResponse<String> answer = Http.publishJson(one.port(), many);
        List<String> positions = java.util.regex.Pattern.compile("position\":\"\\w+-(\\d+)")
                .matcher(answer.body())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(Long.parseLong(positions.get(1)) - Long.parseLong(positions.get(0)))
                .isEqualTo(1);
    }

    /** Several are under way at once; each has its own answer, in its place, and each destination keeps its order. */
    @Test
    void aBatchIsPublishedInItsOrderAndEachItemIsAnswered() {
        try (RecoveringClient there = new RecoveringClient(two.port(), topic + ".*")) {
            there.connect();
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 1_000; i++) {
                lines.append("{\"destination\":\"%s.%d\",\"data\":\"%s\"}\n"
                        .formatted(topic, i % 2, Base64.getEncoder().encodeToString(number(i / 2))));
                if (i % 100 == 99) {
                    lines.append("{\"destination\":\"/nowhere\"}\n");
                }
            }
            HttpResponse<String> answer =
                    Http.post(one.port(), "/api/v1/events/batch", "application/x-ndjson", lines.toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            JsonNode report = JsonMapper.shared().readTree(answer.body());
            assertThat(report.path("accepted").asInt()).isEqualTo(1_000);
            assertThat(report.path("rejected").asInt()).isEqualTo(10);
            for (int i = 0; i < 1_010; i++) {
                JsonNode result = report.path("results").path(i);
                assertThat(result.path("index").asInt(-1)).isEqualTo(i % 101 == 100 ? i : -1);
                assertThat(result.has("position")).isEqualTo(i % 101 != 100);
            }
            awaitHeard(there, topic + ".0", 500);
            awaitHeard(there, topic + ".1", 500);
        }
    }

    @Test
    void itemsOfABatchAreDecidedOneBehindTheOther() {
        String id = UUID.randomUUID().toString();
        String item = "{\"destination\":\"" + topic + "\",\"payload\":%d,\"id\":\"" + id + "%s\"}\n";
        String lines =
                item.formatted(1, "a") + item.formatted(1, "a") + item.formatted(2, "a") + item.formatted(3, "b");
        String answer = Http.post(one.port(), "/api/v1/events/batch", "application/x-ndjson", lines)
                .body();
        JsonNode results = JsonMapper.shared().readTree(answer).path("results");
        assertThat(results.path(1).path("duplicate").asBoolean()).isTrue();
        assertThat(results.path(1).path("position")).isEqualTo(results.path(0).path("position"));
        assertThat(results.path(2).path("status").asInt()).isEqualTo(409);
        assertThat(results.path(2).path("index").asInt()).isEqualTo(2);
        assertThat(results.path(3).path("position").asString()).isNotEmpty();
    }

    private static byte[] number(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    }

    private static String position(HttpResponse<String> answer) {
        return answer.body().replaceAll(".*\"position\":\"([^\"]*)\".*", "$1");
    }
}
