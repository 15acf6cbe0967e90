package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/destinations/<destination>/history}. */
@FanfareServer
class HistoryRequestTests {

    private static final int KEPT = 100;

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    private Rest rest;

    @BeforeEach
    void connect() {
        rest = new Rest(port);
    }

    @ParameterizedTest
    @CsvSource({"oldest, after", "newest, before"})
    void pageAfterPageEveryEventComesOnceInTheOrderAskedFor(String order, String cursor) {
        List<String> positions = publish(7);
        if (order.equals("newest")) {
            Collections.reverse(positions);
        }
        List<String> read = new ArrayList<>();
        String query = "?limit=3&order=" + order;
        JsonNode page = history(query);
        read.addAll(positions(page));
        while (page.has("next")) {
            assertThat(page.path("events").size()).isEqualTo(3);
            page = history(query + "&" + cursor + "=" + page.path("next").asString());
            read.addAll(positions(page));
        }
        assertThat(read).isEqualTo(positions);
        assertThat(page.path("complete").asBoolean()).isTrue();
    }

    @Test
    void afterAndBeforeAreLeftOutThemselves() {
        List<String> positions = publish(5);
        String between = "?after=" + positions.get(0) + "&before=" + positions.get(4);
        assertThat(positions(history(between))).isEqualTo(positions.subList(1, 4));
        assertThat(positions(history(between + "&order=newest&limit=1"))).containsExactly(positions.get(3));
        assertThat(positions(history("?after=" + positions.get(4) + "&before=" + positions.get(0))))
                .isEmpty();
    }

    @Test
    void whatIsGoneIsToldUnlessItIsInFrontOfThePosition() {
        List<String> positions = publish(KEPT + 2);
        JsonNode all = history("?limit=1000");
        assertThat(positions(all)).isEqualTo(positions.subList(2, KEPT + 2));
        assertThat(all.path("complete").asBoolean(true)).isFalse();
        assertThat(history("?after=" + positions.get(0)).path("complete").asBoolean(true))
                .isFalse();
        assertThat(history("?after=" + positions.get(1)).path("complete").asBoolean())
                .isTrue();
    }

    @Test
    void ofAnotherLogNothingIsKnown() {
        List<String> positions = publish(2);
        JsonNode after = history("?after=zz-0");
        assertThat(positions(after)).isEqualTo(positions);
        assertThat(after.path("complete").asBoolean(true)).isFalse();
        JsonNode before = history("?before=zz-0");
        assertThat(positions(before)).isEmpty();
        assertThat(before.path("complete").asBoolean(true)).isFalse();
    }

    @Test
    void whereNothingWasPublishedNothingIsMissing() {
        JsonNode page = history("");
        assertThat(page.propertyNames()).containsExactly("destination", "events", "complete");
        assertThat(page.path("destination").asString()).isEqualTo(topic);
        assertThat(page.path("events").isEmpty()).isTrue();
        assertThat(page.path("complete").asBoolean()).isTrue();
    }

    @Test
    void anEventComesBackAsItWasPublished() {
        long before = System.currentTimeMillis();
        rest.event("{\"destination\":\"" + topic + "\",\"payload\":{\"a\":[1.50]},\"id\":\"o-1\","
                        + "\"headers\":{\"x\":\"\\\"\u00e4\"}}")
                .isAccepted();
        JsonNode event = history("").path("events").get(0);
        assertThat(event.propertyNames())
                .containsExactly("id", "position", "timestamp", "contentType", "headers", "payload");
        assertThat(event.path("id").asString()).isEqualTo("o-1");
        assertThat(event.path("timestamp").asLong()).isBetween(before, System.currentTimeMillis());
        assertThat(event.path("contentType").asString()).isEqualTo("application/json");
        assertThat(event.path("headers").path("x").asString()).isEqualTo("\"\u00e4");
        assertThat(rest.exchange("GET", "/api/v1/destinations" + topic + "/history")
                        .body())
                .contains("\"payload\":{\"a\":[1.50]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    application/json;charset=utf-8 | {"a": 1}   | payload | {"a":1}
                    application/geo+json           | null       | payload | null
                    application/json               | {"a": 1,}  | text    | "{\\"a\\": 1,}"
                    application/json               | 1 2        | text    | "1 2"
                    text/plain                     | 1          | text    | "1"
                    ''                             | 1          | text    | "1"
                    """)
    void theBodyIsAPayloadWhereItIsJson(String type, String body, String field, String expected) {
        rest.post("/api/v1/destinations" + topic, type.isEmpty() ? null : type, body.getBytes(UTF_8))
                .isAccepted();
        assertThat(history("").path("events").get(0).path(field).toString()).isEqualTo(expected);
    }

    @Test
    void bytesThatAreNoTextComeBackInBase64() {
        rest.post("/api/v1/destinations" + topic, "image/png", new byte[] {0, -1})
                .isAccepted();
        assertThat(history("").path("events").get(0).path("data").asString()).isEqualTo("AP8=");
    }

    @Test
    void headersOfClientsMayHaveAnyName() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\na\"\\\\b:c\nreceipt:r\n\nx\0");
            client.expectReceipt("r");
        }
        assertThat(history("")
                        .path("events")
                        .get(0)
                        .path("headers")
                        .path("a\"\\b")
                        .asString())
                .isEqualTo("c");
    }

    @Test
    void eachUserHasAHistory() {
        String destination = "/user" + topic.substring("/topic".length());
        rest.raw(destination + "?user=bob&user=eve", "both").isAccepted();
        rest.raw(destination + "?user=eve", "eve").isAccepted();
        JsonNode bob = history(destination, "?user=bob");
        assertThat(bob.path("user").asString()).isEqualTo("bob");
        assertThat(texts(bob)).containsExactly("both");
        assertThat(bob.path("events").get(0).path("users").toString()).isEqualTo("[\"bob\"]");
        assertThat(texts(history(destination, "?user=eve"))).containsExactly("both", "eve");
        assertThat(texts(history(destination, "?user=dan"))).isEmpty();
        assertThat(clear(destination + "/history?user=bob").path("cleared").asInt())
                .isEqualTo(1);
        assertThat(texts(history(destination, "?user=bob"))).isEmpty();
        assertThat(clear(destination + "/history").path("cleared").asInt()).isEqualTo(2);
        assertThat(texts(history(destination, "?user=eve"))).isEmpty();
    }

    @Test
    void whatWasClearedIsGone() {
        String last = publish(3).getLast();
        JsonNode cleared = clear(topic + "/history");
        assertThat(cleared.path("destination").asString()).isEqualTo(topic);
        assertThat(cleared.path("cleared").asInt()).isEqualTo(3);
        JsonNode page = history("");
        assertThat(page.path("events").isEmpty()).isTrue();
        assertThat(page.path("complete").asBoolean(true)).isFalse();
        assertThat(history("?after=" + last).path("complete").asBoolean()).isTrue();
    }

    @Test
    void aClientThatComesBackIsToldOfWhatWasCleared() {
        String first = publish(2).getFirst();
        clear(topic + "/history");
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:1\ndestination:" + topic + "\nlast-message-id:" + first + "\nreceipt:r\n\n\0");
            assertThat(client.expectReceipt("r").header("recovered")).isEqualTo("false");
        }
    }

    @Test
    void theLastSegmentAloneIsNoPartOfTheName() {
        String name = topic + "/history";
        rest.raw(name, "x").isAccepted();
        assertThat(texts(history(name, ""))).containsExactly("x");
        assertThat(texts(history(topic, ""))).isEmpty();
    }

    @Test
    void aPageHasABoundInBytes() {
        byte[] large = new byte[200_000];
        for (int i = 0; i < 30; i++) {
            rest.post("/api/v1/destinations" + topic, null, large).isAccepted();
        }
        Reply reply = rest.exchange("GET", "/api/v1/destinations" + topic + "/history");
        JsonNode page = reply.json();
        assertThat(page.path("events").size()).isBetween(10, 25);
        assertThat(page.path("next").asString()).isEqualTo(positions(page).getLast());
        assertThat(history("?after=" + page.path("next").asString())
                        .path("events")
                        .size())
                .isEqualTo(30 - page.path("events").size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /topic/a/history?after=x                  | after
                    /topic/a/history?before=1                 | before
                    /topic/a/history?order=up                 | order is oldest or newest
                    /topic/a/history?limit=0                  | limit is a number from 1 to 1000
                    /topic/a/history?limit=1001               | limit
                    /topic/a/history?limit=                   | limit
                    /topic/a/history?limit=1&limit=2          | twice
                    /topic/a/history?colour=red               | after, before, order, limit, user
                    /topic/a/history?limit                    | parameters
                    /topic/a/history?user=bob                 | leave user out
                    /user/a/history                           | name one with user
                    /user/a/history?user=                     | 1 to 200
                    /user/a/history?user=%FF                  | UTF-8
                    /topic/*/history                          | wildcard
                    /topic//history                           | reading
                    /topic/history                            | begins with
                    /history                                  | begins with
                    /topic/a/history;b                        | semicolon
                    """)
    void whatIsNoQueryIsRefused(String path, String reason) {
        Reply reply = Wire.ask(port, Wire.lines("GET /api/v1/destinations" + path + " HTTP/1.1", "Host: localhost"));
        reply.isProblem(400).contains(reason);
    }

    @Test
    void whatClearsHasNoParameterButTheUser() {
        rest.exchange("DELETE", "/api/v1/destinations" + topic + "/history?limit=1")
                .isProblem(400)
                .contains("user");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    PUT    | /topic/a/history | GET, HEAD, DELETE, POST, OPTIONS
                    GET    | /topic/a         | POST, OPTIONS
                    DELETE | /topic/a         | POST, OPTIONS
                    DELETE | ''               | GET, HEAD, OPTIONS
                    """)
    void otherMethodsAreRefused(String method, String path, String allowed) {
        Reply reply = rest.exchange(method, "/api/v1/destinations" + path);
        reply.isProblem(405).contains(allowed);
        assertThat(reply.header("Allow")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/history", "/history?order=newest"})
    void headTellsTheHeadAlone(String end) {
        publish(1);
        String path = "/api/v1/destinations" + topic + end;
        Reply head = rest.exchange("HEAD", path);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length"))
                .isEqualTo(rest.exchange("GET", path).header("Content-Length"));
    }

    private List<String> publish(int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> rest.raw(topic, "x" + i).json().path("position").asString())
                .toList());
    }

    private JsonNode history(String query) {
        return history(topic, query);
    }

    private JsonNode history(String destination, String query) {
        return found("GET", destination + "/history" + query);
    }

    private JsonNode clear(String path) {
        return found("DELETE", path);
    }

    private JsonNode found(String method, String path) {
        Reply reply = rest.exchange(method, "/api/v1/destinations" + path);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        return reply.json();
    }

    private static List<String> positions(JsonNode page) {
        return page.path("events")
                .valueStream()
                .map(event -> event.path("position").asString())
                .toList();
    }

    private static List<String> texts(JsonNode page) {
        return page.path("events")
                .valueStream()
                .map(event -> event.path("text").asString())
                .toList();
    }
}
