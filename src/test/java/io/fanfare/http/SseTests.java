package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.limit.Places;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Event streams, byte by byte. */
@FanfareServer({
    "fanfare.stomp.allowed-origins=https://friend.example",
    "fanfare.limits.subscriptions=20",
    "fanfare.limits.replay=2"
})
class SseTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Autowired
    Sessions sessions;

    @Autowired
    Places places;

    private SseTestClient open(String query, String... headers) {
        return SseTestClient.open(port, "/sse?" + query, headers);
    }

    private SseTestClient listen(String query, String... headers) {
        SseTestClient client = open(query, headers);
        assertThat(client.next().event()).isEqualTo("start");
        return client;
    }

    private static JsonNode json(SseTestClient.Block block) {
        return JsonMapper.shared().readTree(requireNonNull(block.data()));
    }

    private String publish(String text) {
        return publish(topic, text);
    }

    /** Returns the position. */
    private String publish(String destination, String text) {
        return JsonMapper.shared()
                .readTree(Http.publish(port, destination, text).body())
                .path("position")
                .asString();
    }

    @Test
    void theFirstBytesComeAtOnce() {
        try (SseTestClient client = open("destination=" + topic)) {
            assertThat(client.head())
                    .contains(
                            "transfer-encoding: chunked",
                            "content-type: text/event-stream;charset=utf-8",
                            "cache-control: no-store",
                            "x-accel-buffering: no",
                            "vary: origin")
                    .doesNotContain("access-control");
            assertThat(client.lines()).isEqualTo("retry: 2000\n:\n");
            SseTestClient.Block start = client.next();
            assertThat(start.event()).isEqualTo("start");
            assertThat(start.id()).isEqualTo(json(start).path("position").asString());
            Session session =
                    requireNonNull(sessions.get(json(start).path("session").asString()));
            assertThat(session.connection().transport()).isEqualTo("sse");
            assertThat(session.connection().remoteAddress()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void anEventIsOneLineOfJsonUnderItsPosition() {
        try (SseTestClient client = listen("destination=" + topic)) {
            String position = publish("a\n\"b\"\r\u00e4\u2028");
            SseTestClient.Block event = client.next();
            assertThat(event.event()).isNull();
            assertThat(event.id()).isEqualTo(position);
            assertThat(json(event).path("destination").asString()).isEqualTo(topic);
            assertThat(json(event).path("timestamp").isIntegralNumber()).isTrue();
            assertThat(json(event).path("contentType").asString()).isEqualTo("text/plain;charset=utf-8");
            assertThat(json(event).path("text").asString()).isEqualTo("a\n\"b\"\r\u00e4\u2028");
            assertThat(json(event).propertyNames()).containsExactly("destination", "timestamp", "contentType", "text");
        }
    }

    @Test
    void whatTheBodyIsCalledTellsWhatItIs() {
        try (SseTestClient client = listen("destination=" + topic)) {
            Http.publishJson(port, """
                    {"destination": "%s", "headers": {"a": "b"}, "payload": {"x": [1e999, "\\u000a"]}}
                    """.formatted(topic));
            assertThat(client.next().data())
                    .endsWith(",\"headers\":{\"a\":\"b\"},\"payload\":{\"x\":[1e999,\"\\u000a\"]}}");
            Http.publish(port, topic, "application/vnd.a+json", "{\n \"x\":\r\n1}".getBytes(UTF_8));
            assertThat(client.next().data()).endsWith(",\"payload\":{  \"x\":  1}}");
            for (String none : List.of("{\"x\":", "1 2", "", "NaN", "\ufeff1")) {
                Http.publish(port, topic, "application/json", none.getBytes(UTF_8));
                JsonNode event = json(client.next());
                assertThat(event.path("text").asString()).isEqualTo(none);
                assertThat(event.has("payload")).isFalse();
            }
            Http.publish(port, topic, "application/octet-stream", new byte[] {0, (byte) 0xff});
            assertThat(client.next().data()).endsWith(",\"data\":\"AP8=\"}");
        }
    }

    /** The two ways in and the way out have one measure of what is JSON. */
    @Test
    void jsonIsWhatCouldBePublishedAsPayload() {
        String deepest = "[".repeat(100) + "]".repeat(100);
        String number = "1".repeat(2_000);
        try (SseTestClient client = listen("destination=" + topic)) {
            for (String payload : List.of(deepest.substring(1, 199), number)) {
                Http.publishJson(port, "{\"destination\": \"%s\", \"payload\": %s}".formatted(topic, payload));
                assertThat(client.next().data()).endsWith(",\"payload\":" + payload + "}");
            }
            Http.publish(port, topic, "application/json", deepest.getBytes(UTF_8));
            assertThat(client.next().data()).endsWith(",\"payload\":" + deepest + "}");
            for (String none : List.of("[" + deepest + "]", "{\"a\":1,\"a\":2}")) {
                Http.publish(port, topic, "application/json", none.getBytes(UTF_8));
                assertThat(json(client.next()).path("text").asString()).isEqualTo(none);
            }
        }
        String kept =
                Http.get(port, "/api/v1/destinations" + topic + "/history").body();
        assertThat(kept.split("\"payload\":", -1)).hasSize(4);
        assertThat(kept.split("\"text\":", -1)).hasSize(3);
    }

    @Test
    void moreOfTheLastEventsThanMayBeAskedForAreAsManyAsMayBe() {
        publish("1");
        publish("2");
        publish("3");
        try (SseTestClient client = open("destination=" + topic + "&replay=1000000")) {
            assertThat(json(client.next()).path("replayed").asInt()).isEqualTo(2);
            assertThat(json(client.next()).path("text").asString()).isEqualTo("2");
        }
    }

    @Test
    void severalDestinationsAndPatternsAreOneStream() {
        String other = Topics.fresh();
        String query = "destination=" + topic + "&destination=" + other + "&destination=" + topic + ".%23";
        try (SseTestClient client = listen(query)) {
            List<String> published =
                    List.of(publish("1"), publish(other, "2"), publish(topic + ".x", "3"), publish("4"));
            assertThat(List.of(client.next(), client.next(), client.next(), client.next()))
                    .extracting(SseTestClient.Block::id)
                    .isEqualTo(published);
        }
    }

    @Test
    void aUserHearsWhatIsForThem() {
        String event = "{\"destination\": \"/user/sse\", \"users\": [\"%s\"], \"payload\": 1}";
        try (SseTestClient client = listen("destination=/user/sse&login=ann")) {
            Http.publishJson(port, event.formatted("bob"));
            String answer = Http.publishJson(port, event.formatted("ann")).body();
            assertThat(answer).contains(requireNonNull(client.next().id()));
        }
    }

    @Test
    void whatWasMissedIsReplayedAndThenWhatIsLive() {
        String seen = publish("seen");
        String missed = publish("missed");
        try (SseTestClient client = open("destination=" + topic, "Last-Event-ID: " + seen)) {
            SseTestClient.Block start = client.next();
            assertThat(start.id()).as("if it is cut off now").isEqualTo(seen);
            assertThat(json(start).path("replayed").asInt()).isEqualTo(1);
            assertThat(client.next().id()).isEqualTo(missed);
            String live = publish("live");
            assertThat(client.next().id()).isEqualTo(live);
        }
        try (SseTestClient client = listen("last-event-id=" + seen + "&destination=" + topic)) {
            assertThat(client.next().id()).isEqualTo(missed);
        }
        try (SseTestClient client = listen("replay=1&destination=" + topic)) {
            assertThat(json(client.next()).path("text").asString()).isEqualTo("live");
        }
        try (SseTestClient client = open("replay=1&destination=" + topic, "Last-Event-ID: " + publish("last"))) {
            assertThat(json(client.next()).path("replayed").asInt())
                    .as("a browser that returns has the same URL")
                    .isZero();
        }
    }

    /** Cut anywhere, even amid a replay, a stream of several destinations goes on where it was. */
    @Test
    void aStreamThatIsCutAgainAndAgainMissesNothing() {
        String other = Topics.fresh();
        String query = "destination=" + topic + "&destination=" + other + "&destination=" + topic + ".*";
        List<String> published = new ArrayList<>();
        String last;
        try (SseTestClient client = open(query)) {
            last = requireNonNull(client.next().id());
        }
        List<String> heard = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 4; i++) {
                published.add(publish(topic, "a"));
                published.add(publish(other, "b"));
                published.add(publish(topic + ".x", "c"));
            }
            try (SseTestClient client = listen(query, "Last-Event-ID: " + last)) {
                for (int i = 0; i < round % 11 + 1; i++) {
                    last = requireNonNull(client.next().id());
                    heard.add(last);
                }
            }
        }
        try (SseTestClient client = listen(query, "Last-Event-ID: " + last)) {
            while (heard.size() < published.size()) {
                heard.add(requireNonNull(client.next().id()));
            }
        }
        assertThat(heard).isEqualTo(published);
    }

    @Test
    void aResumeThatCannotBeHonouredIsTold() {
        publish("left");
        try (SseTestClient client = open("destination=" + topic, "Last-Event-ID: 1-5")) {
            SseTestClient.Block gap = client.next();
            assertThat(gap.event()).isEqualTo("gap");
            assertThat(gap.id()).isEqualTo("1-5");
            assertThat(json(gap).path("after").asString()).isEqualTo("1-5");
            assertThat(json(client.next()).path("replayed").asInt()).isEqualTo(1);
            assertThat(json(client.next()).path("text").asString()).isEqualTo("left");
        }
        try (SseTestClient client = open("on-gap=live&destination=" + topic, "Last-Event-ID: 1-5")) {
            assertThat(client.next().event()).isEqualTo("gap");
            assertThat(client.next().id()).isNotNull();
        }
    }

    @Test
    void theEndIsToldWithItsReason() {
        try (SseTestClient client = open("destination=" + topic)) {
            String id = json(client.next()).path("session").asString();
            Http.delete(port, "/actuator/sessions/" + id);
            SseTestClient.Block problem = client.next();
            assertThat(problem.event()).isEqualTo("problem");
            assertThat(json(problem).path("message").asString()).contains("operator");
            SseTestClient.Block close = client.next();
            assertThat(close.event()).isEqualTo("close");
            assertThat(close.data()).isEqualTo("{\"code\":4410,\"reason\":\"closed-by-operator\"}");
            assertThat(client.block()).as("the regular end of the body").isNull();
            await().until(() -> sessions.get(id) == null);
        }
        await().until(() -> places.taken() == sessions.count());
    }

    @RepeatedTest(5)
    void aReaderThatHasGoneIsNoticedByTheWrites() {
        String id;
        try (SseTestClient client = open("destination=" + topic)) {
            id = json(client.next()).path("session").asString();
        }
        await().until(() -> {
            publish("is anybody there?");
            return sessions.get(id) == null;
        });
        assertThat(Http.publish(port, topic, "no").body()).contains("\"subscribers\":0");
    }

    @Test
    void whatOneHearsAllHear() {
        try (SseTestClient client = listen("destination=" + topic);
                StompTestClient stomp = StompTestClient.connect(port)) {
            stomp.subscribe("s", topic);
            publish("both");
            assertThat(json(client.next()).path("text").asString()).isEqualTo("both");
            assertThat(stomp.expect("MESSAGE").text()).isEqualTo("both");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                            | destination
                    destination=                                  | begins with
                    destination=topic                             | begins with
                    destination=/topic/a..b                       | empty
                    destination=/queue/a                          | not for streams
                    destination=/presence/elsewhere               | presence.rules
                    destination=/topic/%ff                        | percent-encoded
                    destination=/topic/a&x=1                      | parameters
                    destination=/topic/a&replay                   | parameters
                    destination=/topic/a&replay=-1                | replay
                    destination=/topic/a&replay=1&replay=2        | more than once
                    destination=/topic/a&on-gap=x                 | on-gap
                    destination=/topic/a&last-event-id=x          | position
                    destination=/topic/a&login=                   | user
                    """)
    void whatIsWrongIsAProblem(String query, String word) {
        new Rest(port).exchange("GET", "/sse?" + query).isProblem(400).contains(word);
    }

    @Test
    void whoListensIsThereAndHearsWhoComes() {
        String room = "room." + topic.substring("/topic/".length());
        try (SseTestClient watching = listen("destination=/presence/" + room);
                SseTestClient coming = listen("destination=/topic/" + room + "&login=ann")) {
            assertThat(watching.next().toString()).contains("ann");
            assertThat(coming.head()).contains("text/event-stream");
        }
    }

    @Test
    void moreDestinationsThanOneMayHaveAreRefused() {
        StringBuilder query = new StringBuilder("destination=/topic/a");
        for (int i = 0; i < 20; i++) {
            query.append("&destination=/topic/").append(i);
        }
        new Rest(port).exchange("GET", "/sse?" + query).isProblem(400).contains("fanfare.limits.subscriptions");
    }

    @Test
    void anotherMethodIsRefused() {
        Reply reply = new Rest(port).exchange("POST", "/sse?destination=/topic/a");
        reply.isProblem(405).contains("GET");
        assertThat(reply.header("Allow")).isEqualTo("GET, OPTIONS");
    }

    @Test
    void pagesOfAllowedOriginsMayRead() {
        String origin = "Origin: https://friend.example";
        try (SseTestClient client = open("destination=" + topic, origin)) {
            assertThat(client.head())
                    .contains("access-control-allow-origin: https://friend.example\r\n", "vary: origin");
        }
        Reply preflight =
                Wire.ask(port, Wire.lines("OPTIONS /sse HTTP/1.1", "Host: localhost", origin, "Connection: close"));
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
        assertThat(preflight.header("Access-Control-Allow-Headers")).isEqualTo("Last-Event-ID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://foe.example", "null"})
    void pagesOfOtherOriginsMayNot(String origin) {
        Reply reply = new Rest(port).exchange("GET", "/sse?destination=" + topic, "Origin", origin);
        reply.isProblem(403).contains("fanfare.stomp.allowed-origins");
        assertThat(reply.header("Vary")).isEqualTo("Origin");
        assertThat(reply.headers().toString()).doesNotContainIgnoringCase("access-control");
    }

    @Test
    void whoStopsTakesNoMore() {
        sessions.accept(false);
        try {
            Reply reply = new Rest(port).exchange("GET", "/sse?destination=" + topic);
            reply.isProblem(503);
            assertThat(reply.header("Retry-After")).isEqualTo("1");
        } finally {
            sessions.accept(true);
        }
    }
}
