package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.StompTestClient;
import java.net.URLEncoder;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Events whose body is the request's. */
@FanfareServer
class RawPublishTests {

    @LocalServerPort
    int port;

    private Rest rest;

    @BeforeEach
    void connect() {
        rest = new Rest(port);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 8_192, 65_536, 65_537, 262_144})
    void aSubscriberHearsTheBodyByteForByte(int size) {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/raw");
            rest.post("/api/v1/destinations/topic/raw", "image/png", body).isAccepted();
            rest.post("/api/v1/destinations/topic/raw", "image/png", Rest.unannounced(body))
                    .isAccepted();
            for (Frame message : client.expectMessages(2)) {
                assertThat(message.body()).isEqualTo(body);
                assertThat(message.header("content-type")).isEqualTo("image/png");
            }
        }
    }

    @Test
    void theAnswerTellsWhatBecameOfIt() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/raw.answer");
            JsonNode answer = rest.raw("/topic/raw.answer", "x").isAccepted().json();
            assertThat(answer.propertyNames()).containsExactly("id", "destination", "position", "subscribers");
            assertThat(answer.path("destination").asString()).isEqualTo("/topic/raw.answer");
            assertThat(answer.path("subscribers").asInt()).isEqualTo(1);
            assertThat(answer.path("position").asString())
                    .isEqualTo(answer.path("id").asString())
                    .isEqualTo(client.expect("MESSAGE").header("message-id"));
        }
    }

    @Test
    void theIdempotencyKeyIsTheId() {
        String id = "\"order\\42\"";
        JsonNode answer =
                rest.raw("/topic/raw", "", "Idempotency-Key", id).isAccepted().json();
        assertThat(answer.path("id").asString()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json;charset=utf-8", "x/y; a=\"b;c\"", ""})
    void theContentTypeIsKeptAsItIs(String type) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/raw.type");
            rest.post("/api/v1/destinations/topic/raw.type", type.isEmpty() ? null : type, "{}".getBytes(UTF_8))
                    .isAccepted();
            String heard = client.expect("MESSAGE").header("content-type");
            assertThat(heard == null ? "" : heard.replace("\\c", ":")).isEqualTo(type);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topic/a/b.c/d", "/topic/\u00e4\u4e2d.\u0939\u093f", "/topic/-_~@+=:", "/topic/a+b"})
    void aNameMayHoldWhateverNamesMayHold(String name) {
        String encoded = URLEncoder.encode(name, UTF_8).replace("%2F", "/");
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", name.replace(":", "\\c"));
            JsonNode answer = rest.raw(encoded, "x").isAccepted().json();
            assertThat(answer.path("destination").asString()).isEqualTo(name);
            assertThat(client.expect("MESSAGE").required("destination").replace("\\c", ":"))
                    .isEqualTo(name);
        }
    }

    @Test
    void whatNeedsNoEncodingMayGoWithoutIt() {
        assertThat(rest.raw("/topic/a+b:c@d", "").json().path("destination").asString())
                .isEqualTo("/topic/a+b:c@d");
    }

    @Test
    void anEventToUsersReachesTheirSessionsOnly() {
        try (StompTestClient bob = StompTestClient.connect(port, "login:bob\u00e4");
                StompTestClient eve = StompTestClient.connect(port, "login:eve")) {
            bob.subscribe("1", "/user/raw");
            eve.subscribe("1", "/user/raw");
            JsonNode answer = rest.raw("/user/raw?user=bob%C3%A4&user=none", "x")
                    .isAccepted()
                    .json();
            assertThat(answer.path("subscribers").asInt()).isEqualTo(1);
            assertThat(bob.expect("MESSAGE").required("destination")).isEqualTo("/user/raw");
            assertThat(eve.barrier()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /topic/a%2Fb                | reading
                    /topic/a%252Fb              | reading
                    /topic/%FF                  | reading
                    /topic/%zz                  | reading
                    /topic//a                   | reading
                    /topic/a;b                  | semicolon
                    /topic/a%3Bb                | U+003B
                    /topic/a%20b                | U+0020
                    /topic/a%0Ab                | reading
                    /topic/                     | no name
                    /topic/*                    | wildcard
                    /topic/a..b                 | empty
                    /other/a                    | begins with
                    ''                          | begins with
                    /                           | begins with
                    /queue/a                    | relay
                    /presence/a                 | Presence
                    /user/a                     | user
                    /user/a?user=               | 1 to 200
                    /user/a?user=%0A            | U+000A
                    /user/a?user=%FF            | UTF-8
                    /user/a?user=%C3            | UTF-8
                    /topic/a?user=bob           | users
                    /topic/a?dry=true           | parameter
                    /topic/a?dry-run=1          | dry-run is false or true
                    /topic/a?dry-run=true&dry-run=true | dry-run is false or true
                    /topic/a?                   | ''
                    """)
    void whatIsNoPlaceToPublishToIsRefused(String path, String reason) {
        Reply reply = Wire.ask(
                port,
                Wire.lines("POST /api/v1/destinations" + path + " HTTP/1.1", "Host: localhost", "Content-Length: 1")
                        + "x");
        if (reason.isEmpty()) {
            reply.isAccepted();
        } else {
            reply.isProblem(400).contains(reason);
        }
    }
}
