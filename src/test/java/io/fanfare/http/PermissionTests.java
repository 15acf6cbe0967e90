package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TokenIssuer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What is told of permissions, and what an event would do. */
@ClosedServer
class PermissionTests {

    private static final String EXPLAIN = "/api/v1/permissions/explain?";

    @LocalServerPort
    int port;

    private Reply explain(String query, String credential) {
        String[] headers =
                credential.isEmpty() ? new String[0] : new String[] {"Authorization", "Bearer " + credential};
        return new Rest(port).exchange("GET", EXPLAIN + query, headers);
    }

    private void explains(String query, String credential, boolean allowed, String rule) {
        JsonNode answer = explain(query, credential).json();
        assertThat(answer.path("allowed").asBoolean(!allowed))
                .as(answer.toString())
                .isEqualTo(allowed);
        assertThat(answer.path("rule").asString()).isEqualTo(rule);
    }

    @Test
    void everyoneIsToldTheRuleThatDecides() {
        String publish = "action=publish&destination=/topic/shop.";
        explains(
                publish + "%23", ClosedServer.SHOP, true, "publish:/topic/shop.# in fanfare.security.keys.shop.grants");
        explains(
                "action=publish&destination=/topic/other",
                ClosedServer.SHOP,
                false,
                "The key shop has no grant that covers this: add publish:/topic/other to fanfare.security.keys.shop.grants.");
        explains(
                "action=subscribe&destination=/topic/of.alice.1",
                TokenIssuer.token("alice"),
                true,
                "subscribe:/topic/of.{user}.# in fanfare.security.jwt.grants");
        explains(
                "action=subscribe&destination=/topic/x",
                TokenIssuer.token("alice", "subscribe:/topic/x"),
                true,
                "subscribe:/topic/x in the token's claim fanfare");
        explains(
                "action=subscribe&destination=/topic/public.a",
                "",
                true,
                "subscribe:/topic/public.# in fanfare.security.anonymous.grants");
        explains(
                "action=operate",
                "",
                false,
                "Whoever shows no credential has no grant that covers this: add operate to"
                        + " fanfare.security.anonymous.grants.");
    }

    @Test
    void operatorsAskForOthers() {
        explains(
                "action=subscribe&destination=/topic/of.bob.1&user=bob",
                ClosedServer.OPS,
                true,
                "subscribe:/topic/of.{user}.# in fanfare.security.jwt.grants");
        explains(
                "action=publish&destination=/topic/shop.1&key-name=shop",
                ClosedServer.OPS,
                true,
                "publish:/topic/shop.# in fanfare.security.keys.shop.grants");
        try (StompTestClient bob =
                StompTestClient.connect(port, "token:" + TokenIssuer.token("bob", "subscribe:/topic/of-his-token"))) {
            bob.ping();
            explains(
                    "action=subscribe&destination=/topic/of-his-token&user=bob",
                    ClosedServer.OPS,
                    true,
                    "subscribe:/topic/of-his-token in the token's claim fanfare");
        }
        explain("action=operate&user=bob", TokenIssuer.token("alice"))
                .isProblem(403)
                .contains("add operate to");
        explain("action=operate&key-name=shop", "").isProblem(401);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            destination=/topic/a                   | action is one of subscribe, send
            action=eat&destination=/topic/a        | action is one of subscribe, send
            action=send                            | destination: A destination begins with
            action=send&destination=/topic/a..b    | destination:
            action=operate&key-name=none                | There is no key of this name
            action=operate&key-name=shop&user=bob       | leave one out
            """)
    void whatIsNoQuestionIsRefused(String query, String words) {
        explain(query, ClosedServer.OPS).isProblem(400).contains(words);
    }

    private JsonNode dryRun(String json, String credential) {
        Reply reply = new Rest(port)
                .post(
                        "/api/v1/events?dry-run=true",
                        Rest.JSON,
                        json.getBytes(UTF_8),
                        "Authorization",
                        "Bearer " + credential);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json().path("events");
    }

    @Test
    void aDryRunTellsWhoWouldHearAndPublishesNothing() {
        try (StompTestClient alice = StompTestClient.connect(port, "token:" + TokenIssuer.token("alice"))) {
            alice.subscribe("1", "/user/dry");
            String event = "{\"destination\":\"/user/dry\",\"users\":[\"alice\",\"bob\"],\"payload\":1,\"id\":\"dry\"}";
            JsonNode answer = dryRun(event, ClosedServer.SHOP).path(0);
            assertThat(answer.path("allowed").asBoolean()).isTrue();
            assertThat(answer.path("rule").asString())
                    .isEqualTo("publish:/user/# in fanfare.security.keys.shop.grants");
            assertThat(answer.path("subscribers").asInt()).isEqualTo(1);
            assertThat(answer.has("sessions")).isFalse();
            JsonNode named = dryRun(event, TokenIssuer.token("carol", "operate", "publish:/user/#"))
                    .path(0);
            assertThat(named.path("sessions").path(0).path("user").asString()).isEqualTo("alice");
            assertThat(alice.barrierAt("/user/barrier")).isEmpty();
        }
    }

    @Test
    void aDryRunTellsWhatIsMissing() {
        JsonNode answers =
                dryRun("{\"destinations\":[\"/topic/shop.1\",\"/topic/other\"],\"payload\":1}", ClosedServer.SHOP);
        assertThat(answers.path(0).path("allowed").asBoolean()).isTrue();
        assertThat(answers.path(1).path("allowed").asBoolean(true)).isFalse();
        assertThat(answers.path(1).path("rule").asString()).contains("add publish:/topic/other to");
        assertThat(answers.path(1).has("subscribers")).isFalse();
    }

    @Test
    void aDryRunOfABatchTellsOfEachItem() {
        try (StompTestClient shop = StompTestClient.connect(port, "passcode:" + ClosedServer.SHOP)) {
            shop.subscribe("1", "/topic/shop.#");
            String lines = """
                    {"destination":"/topic/shop.1","payload":1,"id":"dry-1"}
                    {"destination":"/topic/other","payload":1}
                    {"destination":"/topic/shop.1"}
                    {"destination":"/user/a","payload":1}
                    """;
            Reply reply = new Rest(port)
                    .post(
                            "/api/v1/events/batch?dry-run=true",
                            Rest.LINES,
                            lines.getBytes(UTF_8),
                            "X-API-Key",
                            ClosedServer.SHOP);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(reply.json().path("accepted").asInt()).isEqualTo(2);
            assertThat(reply.json().path("rejected").asInt()).isEqualTo(2);
            JsonNode results = reply.json().path("results");
            JsonNode first = results.path(0).path("events").path(0);
            assertThat(first.path("allowed").asBoolean()).isTrue();
            assertThat(first.path("subscribers").asInt()).isOne();
            assertThat(results.path(1).path("events").path(0).path("allowed").asBoolean(true))
                    .isFalse();
            assertThat(results.path(2).path("pointer").asString()).isEqualTo("/payload");
            assertThat(results.path(3).path("pointer").asString()).isEqualTo("/users");
            Reply published = new Rest(port)
                    .batch(Rest.LINES, lines.lines().findFirst().orElseThrow(), "X-API-Key", ClosedServer.SHOP);
            assertThat(published.isAccepted().json().path("results").path(0).has("duplicate"))
                    .isFalse();
            assertThat(shop.expectMessages(1)).hasSize(1);
        }
    }

    @Test
    void aDryRunOfABodyAsItIsPublishesNothing() {
        try (StompTestClient shop = StompTestClient.connect(port, "passcode:" + ClosedServer.SHOP)) {
            shop.subscribe("1", "/topic/shop.#");
            JsonNode answer = rawDryRun("/topic/shop.raw?dry-run=true");
            assertThat(answer.path("destination").asString()).isEqualTo("/topic/shop.raw");
            assertThat(answer.path("allowed").asBoolean()).isTrue();
            assertThat(answer.path("subscribers").asInt()).isOne();
            assertThat(rawDryRun("/topic/other?dry-run=true").path("rule").asString())
                    .contains("add publish:/topic/other to");
            assertThat(rawDryRun("/user/a?user=bob&dry-run=true")
                            .path("subscribers")
                            .asInt(-1))
                    .isZero();
            Reply raw =
                    new Rest(port).raw("/topic/shop.raw?dry-run=false", "the first", "X-API-Key", ClosedServer.SHOP);
            raw.isAccepted();
            assertThat(shop.expect("MESSAGE").text()).isEqualTo("the first");
        }
    }

    private JsonNode rawDryRun(String path) {
        Reply reply = new Rest(port).raw(path, "x", "X-API-Key", ClosedServer.SHOP);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json().path("events").path(0);
    }

    @Test
    void whatWouldBeInvalidIsToldSo() {
        new Rest(port)
                .event("{\"destination\":\"/topic/shop.1\"}", "Authorization", "Bearer " + ClosedServer.SHOP)
                .isProblem(400, "/payload");
        new Rest(port)
                .post("/api/v1/events?dry-run=maybe", Rest.JSON, new byte[0], "X-API-Key", ClosedServer.SHOP)
                .isProblem(400)
                .contains("dry-run is false or true");
    }

    @Test
    void aTraceTellsThatAUserMayNotHear() {
        String event = "{\"destination\":\"/topic/shop.traced\",\"payload\":1}";
        String position = new Rest(port)
                .event(event, "X-API-Key", ClosedServer.SHOP)
                .json()
                .path("position")
                .asString();
        String path = "/api/v1/events/" + position + "/trace?user=";
        assertThat(new Rest(port)
                        .exchange("GET", path + "bob", "X-API-Key", ClosedServer.OPS)
                        .json()
                        .path("events")
                        .path(0)
                        .path("outcome")
                        .asString())
                .isEqualTo("refused");
        new Rest(port)
                .exchange("GET", path + "bob", "X-API-Key", ClosedServer.SHOP)
                .isProblem(403);
    }

    /** Ids of different publishers are different. */
    @Test
    void anIdIsThePublishersOwn() {
        String event = "{\"destination\":\"/topic/shop.1\",\"payload\":1,\"id\":\"the-same\"}";
        Reply first =
                new Rest(port).event(event, "X-API-Key", ClosedServer.SHOP).isAccepted();
        Reply rotated =
                new Rest(port).event(event, "X-API-Key", ClosedServer.SHOP_NEXT).isAccepted();
        String token = "Bearer " + TokenIssuer.token("shop", "publish:/topic/shop.#");
        Reply other = new Rest(port).event(event, "Authorization", token).isAccepted();
        assertThat(rotated.json().path("duplicate").asBoolean(false)).isTrue();
        assertThat(rotated.json().path("position")).isEqualTo(first.json().path("position"));
        assertThat(other.json().has("duplicate")).isFalse();
        assertThat(new Rest(port)
                        .exchange("GET", "/api/v1/events/the-same/delivery", "X-API-Key", ClosedServer.OPS)
                        .json()
                        .path("events")
                        .size())
                .isEqualTo(2);
    }
}
