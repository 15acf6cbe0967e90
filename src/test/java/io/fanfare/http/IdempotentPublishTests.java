package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** An event with an id is published once, however often it is handed in. */
@FanfareServer
class IdempotentPublishTests {

    private static final int THREADS = 8;

    private final String topic = Topics.fresh();
    private final String id = UUID.randomUUID().toString();

    @LocalServerPort
    int port;

    private Rest rest;

    @BeforeEach
    void connect() {
        rest = new Rest(port);
    }

    @Test
    void theSameAgainIsAnsweredAsThenAndDeliveredNoMore() {
        try (StompTestClient client = subscribe(topic)) {
            JsonNode first = rest.event(event("1", "")).isAccepted().json();
            client.expectMessages(1);
            JsonNode again = rest.event(event("1", "")).isAccepted().json();
            assertThat(first.has("duplicate")).isFalse();
            assertThat(again.propertyNames())
                    .containsExactly("id", "destination", "position", "subscribers", "duplicate");
            assertThat(again.path("duplicate").asBoolean()).isTrue();
            assertSame(first, again);
            assertThat(again.path("subscribers").asInt()).isEqualTo(1);
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void theIdIsTheSameHoweverItIsGiven() {
        JsonNode first = rest.event("{\"destination\":\"" + topic
                        + "\",\"data\":\"eA==\",\"contentType\":\"a/b\",\"id\":\"" + id + "\"}")
                .isAccepted()
                .json();
        JsonNode byHeader = rest.event(
                        "{\"destination\":\"" + topic + "\",\"data\":\"eA==\",\"contentType\":\"a/b\"}",
                        "Idempotency-Key",
                        id)
                .isAccepted()
                .json();
        JsonNode raw = rest.post("/api/v1/destinations" + topic, "a/b", "x".getBytes(UTF_8), "Idempotency-Key", id)
                .isAccepted()
                .json();
        for (JsonNode again : List.of(byHeader, raw)) {
            assertThat(again.path("duplicate").asBoolean()).isTrue();
            assertSame(first, again);
        }
    }

    @Test
    void rawBodiesToo() {
        try (StompTestClient client = subscribe(topic)) {
            JsonNode first =
                    rest.raw(topic, "x", "Idempotency-Key", id).isAccepted().json();
            client.expectMessages(1);
            JsonNode again =
                    rest.raw(topic, "x", "Idempotency-Key", id).isAccepted().json();
            assertThat(again.path("duplicate").asBoolean()).isTrue();
            assertSame(first, again);
            rest.raw(topic, "y", "Idempotency-Key", id).isProblem(409).contains(id);
            assertThat(client.barrier()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Rest.JSON, Rest.LINES})
    void itemsOfBatchesToo(String type) {
        try (StompTestClient client = subscribe(topic)) {
            JsonNode report = batch(type, event("1", ""), event("1", ""), event("2", ""));
            assertThat(client.expectMessages(1)).hasSize(1);
            JsonNode results = report.path("results");
            assertThat(report.path("accepted").asInt()).isEqualTo(2);
            assertThat(results.get(0).has("duplicate")).isFalse();
            assertThat(results.get(1).path("duplicate").asBoolean()).isTrue();
            assertSame(results.get(0), results.get(1));
            assertThat(results.get(2).path("status").asInt()).isEqualTo(409);
            assertThat(results.get(2).path("pointer").asString()).isEqualTo("/id");
            assertThat(results.get(2).path("detail").asString()).contains(id);
            JsonNode again = batch(type, event("1", "")).path("results").get(0);
            assertThat(again.path("duplicate").asBoolean()).isTrue();
            assertSame(results.get(0), again);
            assertThat(client.barrier()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"destination\":\"$t\",\"payload\":2,\"id\":\"$i\"}",
                "{\"destination\":\"$t.b\",\"payload\":1,\"id\":\"$i\"}",
                "{\"destination\":\"$t\",\"payload\":1,\"id\":\"$i\",\"headers\":{\"a\":\"b\"}}",
                "{\"destination\":\"$t\",\"data\":\"MQ==\",\"contentType\":\"text/plain\",\"id\":\"$i\"}",
                "{\"destinations\":[\"$t\",\"$t.b\"],\"payload\":1,\"id\":\"$i\"}",
            })
    void anotherEventUnderTheSameIdIsRefused(String other) {
        String position =
                rest.event(event("1", "")).isAccepted().json().path("position").asString();
        try (StompTestClient client = subscribe(topic, topic + ".b")) {
            rest.event(other.replace("$t", topic).replace("$i", id))
                    .isProblem(409, "/id")
                    .contains(id)
                    .contains(position);
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void usersArePartOfWhatItIs() {
        String both = "{\"destination\":\"/user/id\",\"users\":[\"bob\",\"eve\"],\"payload\":1,\"id\":\"" + id + "\"}";
        rest.event(both).isAccepted();
        assertThat(rest.event(both.replace("\"bob\",\"eve\"", "\"eve\",\"bob\""))
                        .isAccepted()
                        .json()
                        .path("duplicate")
                        .asBoolean())
                .isTrue();
        rest.event(both.replace("\"bob\",", "")).isProblem(409, "/id");
    }

    /** Publishers that keep headers in a hash map send them in any order. */
    @Test
    void theOrderOfHeadersIsNot() {
        rest.event(event("1", ",\"headers\":{\"a\":\"1\",\"b\":\"2\"}")).isAccepted();
        JsonNode again = rest.event(event("1", ",\"headers\":{\"b\":\"2\",\"a\":\"1\"}"))
                .isAccepted()
                .json();
        assertThat(again.path("duplicate").asBoolean()).isTrue();
        rest.event(event("1", ",\"headers\":{\"a\":\"2\",\"b\":\"1\"}")).isProblem(409, "/id");
    }

    @Test
    void manyDestinationsAreOne() {
        String json = "{\"destinations\":[\"" + topic + "\",\"" + topic + ".b\"],\"payload\":1,\"id\":\"" + id + "\"}";
        try (StompTestClient client = subscribe(topic, topic + ".b")) {
            JsonNode first = rest.event(json).isAccepted().json();
            client.expectMessages(2);
            JsonNode again = rest.event(json).isAccepted().json();
            assertThat(again.size()).isEqualTo(2);
            for (int i = 0; i < 2; i++) {
                assertThat(again.get(i).path("duplicate").asBoolean()).isTrue();
                assertSame(first.get(i), again.get(i));
            }
            rest.event(event("1", "")).isProblem(409, "/id");
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void aRefusedEventLeavesItsIdFree() {
        rest.event("{\"destination\":\"/queue/a\",\"payload\":1,\"id\":\"" + id + "\"}")
                .isProblem(400, "/destination");
        rest.event(event("1", ",\"expectedPosition\":\"zz-0\"")).isProblem(412, "/expectedPosition");
        assertThat(rest.event(event("2", "")).isAccepted().json().has("duplicate"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1", "30"})
    void ofManyThatHandItInAtOnceOnePublishes(int rounds) {
        try (StompTestClient client = subscribe(topic)) {
            for (int round = 0; round < rounds; round++) {
                String json = "{\"destination\":\"" + topic + "\",\"payload\":1,\"id\":\"" + id + round + "\"}";
                List<JsonNode> answers = Together.call(
                        THREADS, () -> rest.event(json).isAccepted().json());
                assertThat(answers.stream()
                                .map(answer -> answer.path("position").asString())
                                .distinct())
                        .hasSize(1);
                assertThat(answers.stream().filter(answer -> !answer.has("duplicate")))
                        .hasSize(1);
            }
            client.expectMessages(rounds);
            assertThat(client.barrier()).isEmpty();
        }
    }

    private StompTestClient subscribe(String... destinations) {
        StompTestClient client = StompTestClient.connect(port);
        for (int i = 0; i < destinations.length; i++) {
            client.subscribe(Integer.toString(i), destinations[i]);
        }
        return client;
    }

    private String event(String payload, String more) {
        return "{\"destination\":\"" + topic + "\",\"payload\":" + payload + ",\"id\":\"" + id + "\"" + more + "}";
    }

    private JsonNode batch(String type, String... events) {
        String body = type.equals(Rest.JSON) ? "[" + String.join(",", events) + "]" : String.join("\n", events);
        return rest.batch(type, body).isAccepted().json();
    }

    private static void assertSame(JsonNode first, JsonNode again) {
        for (String field : List.of("id", "destination", "position", "subscribers")) {
            assertThat(again.path(field)).as(field).isEqualTo(first.path(field));
        }
    }
}
