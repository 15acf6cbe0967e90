package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.StompTestClient;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Events written in JSON, and what their subscribers hear. */
@FanfareServer
class EventPublishTests {

    @LocalServerPort
    int port;

    private Rest rest;

    @BeforeEach
    void connect() {
        rest = new Rest(port);
    }

    @Test
    void aPayloadIsHeardAsCompactJson() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/event");
            JsonNode answer = rest.event(
                            "{ \"destination\" : \"/topic/event\", \"payload\" : { \"a b\" : [ 1.50, -0, 1E400 ] } }")
                    .isAccepted()
                    .json();
            Frame message = client.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("{\"a b\":[1.50,-0,1E400]}");
            assertThat(message.header("content-type")).isEqualTo("application/json");
            assertThat(answer.propertyNames()).containsExactly("id", "destination", "position", "subscribers");
            assertThat(answer.path("subscribers").asInt()).isEqualTo(1);
            assertThat(answer.path("position").asString()).isEqualTo(message.header("message-id"));
        }
    }

    @Test
    void dataIsHeardAsItsBytes() {
        byte[] bytes = {0, 1, -1, 'a', 13, 10};
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/event.data");
            String data = Base64.getEncoder().encodeToString(bytes);
            rest.event("{\"destination\":\"/topic/event.data\",\"data\":\"" + data
                            + "\",\"contentType\":\"image/png\"}")
                    .isAccepted();
            rest.event("{\"destination\":\"/topic/event.data\",\"data\":\"\"}").isAccepted();
            Frame first = client.expect("MESSAGE");
            Frame second = client.expect("MESSAGE");
            assertThat(first.body()).isEqualTo(bytes);
            assertThat(first.header("content-type")).isEqualTo("image/png");
            assertThat(second.body()).isEmpty();
            assertThat(second.header("content-type")).isNull();
        }
    }

    @Test
    void manyDestinationsAreAnsweredInTheirOrder() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/many.#");
            JsonNode answers = rest.event("{\"destinations\":[\"/topic/many.b\",\"/topic/many.a\"],\"payload\":7}")
                    .isAccepted()
                    .json();
            List<Frame> messages = client.expectMessages(2);
            assertThat(answers.isArray()).isTrue();
            assertThat(answers.valueStream()
                            .map(answer -> answer.path("destination").asString()))
                    .containsExactly("/topic/many.b", "/topic/many.a");
            assertThat(answers.valueStream()
                            .map(answer -> answer.path("position").asString()))
                    .containsExactlyElementsOf(messages.stream()
                            .map(message -> message.required("message-id"))
                            .toList());
            assertThat(messages)
                    .allSatisfy(message -> assertThat(message.text()).isEqualTo("7"));
        }
    }

    @Test
    void oneOfManyDestinationsIsStillAnsweredWithAList() {
        JsonNode answer =
                rest.event("{\"destinations\":[\"/topic/one\"],\"payload\":7}").json();
        assertThat(answer.isArray()).isTrue();
        assertThat(answer.size()).isEqualTo(1);
    }

    @Test
    void ofManyDestinationsNoneIsPublishedToIfOneIsRefused() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/none.#");
            rest.event("{\"destinations\":[\"/topic/none.a\",\"/queue/b\",\"/queue/c\"],\"payload\":7}")
                    .isProblem(400, "/destinations/1");
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void usersAreTheOnlyOnesWhoHear() {
        try (StompTestClient bob = StompTestClient.connect(port, "login:bob");
                StompTestClient eve = StompTestClient.connect(port, "login:eve")) {
            bob.subscribe("1", "/user/event");
            eve.subscribe("1", "/user/event");
            rest.event("{\"destination\":\"/user/event\",\"users\":[\"bob\",\"bob\"],\"payload\":\"hi\"}")
                    .isAccepted();
            assertThat(bob.expect("MESSAGE").text()).isEqualTo("\"hi\"");
            assertThat(bob.barrier()).isEmpty();
            assertThat(eve.barrier()).isEmpty();
        }
    }

    @Test
    void headersAreHeardAsTheyAre() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/event.headers");
            rest.event("{\"destination\":\"/topic/event.headers\",\"payload\":1,"
                            + "\"headers\":{\"x-A_1.b\":\"a: \u00e4\\\\n\",\"empty\":\"\"}}")
                    .isAccepted();
            Frame message = client.expect("MESSAGE");
            assertThat(message.header("x-A_1.b")).isEqualTo("a\\c \u00e4\\\\n");
            assertThat(message.header("empty")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\u00e4 \ud83d\ude00 \\\" \\\\ /"})
    void theIdIsThePublishersOwn(String id) {
        JsonNode answer = rest.event("{\"destination\":\"/topic/id\",\"payload\":1,\"id\":\"" + id + "\"}")
                .isAccepted()
                .json();
        assertThat(answer.path("id").asString())
                .isEqualTo(id.replace("\\\"", "\"").replace("\\\\", "\\"));
        assertThat(answer.path("position").asString()).isNotEqualTo(id);
    }

    @Test
    void theIdMayComeAsAHeaderToo() {
        String json = "{\"destination\":\"/topic/id\",\"payload\":1}";
        assertThat(rest.event(json, "Idempotency-Key", "k").json().path("id").asString())
                .isEqualTo("k");
        String same = "{\"destination\":\"/topic/id\",\"payload\":1,\"id\":\"k\"}";
        assertThat(rest.event(same, "Idempotency-Key", "k").json().path("id").asString())
                .isEqualTo("k");
        rest.event(same, "Idempotency-Key", "other").isProblem(400, "/id").contains("Idempotency-Key");
    }

    @Test
    void nullStandsForWhatIsNotGiven() {
        String json = "{\"destination\":\"/topic/null\",\"destinations\":null,\"payload\":null,\"data\":null,"
                + "\"id\":null,\"users\":null,\"headers\":null,\"contentType\":null,\"expectedPosition\":null}";
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/null");
            rest.event(json).isAccepted();
            assertThat(client.expect("MESSAGE").text()).isEqualTo("null");
        }
    }
}
