package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /actuator/sessions}. */
@FanfareServer
class SessionsEndpointTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String topic = Topics.fresh();
    private final String user = "user-" + topic.substring(topic.lastIndexOf('.') + 1);

    @LocalServerPort
    int port;

    @Test
    void oneSessionShowsWhoItIsAndWhatItDid() {
        try (StompTestClient client = StompTestClient.open(port)) {
            String id = client.handshake("1.1", "login:" + user).required("session");
            client.subscribe("a", topic);
            client.subscribe("b", topic);
            client.send("SEND\ndestination:" + topic + "\n\nx\0");
            client.expectMessages(2);
            await().untilAsserted(() ->
                    assertThat(session(id).get("delivered").asInt()).isEqualTo(2));
            JsonNode session = session(id);
            assertThat(session.get("id").asString()).isEqualTo(id);
            assertThat(session.get("user").asString()).isEqualTo(user);
            assertThat(session.get("transport").asString()).isEqualTo("websocket");
            assertThat(session.get("remoteAddress").asString()).matches("127\\.0\\.0\\.1:\\d+");
            assertThat(session.get("version").asString()).isEqualTo("1.1");
            assertThat(Instant.parse(session.get("opened").asString()))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now());
            assertThat(session.get("subscriptions").asInt()).isEqualTo(2);
            assertThat(session.get("outboxBytes").asInt()).isZero();
        }
    }

    @Test
    void sessionsAreListedInPagesTheOldestFirst() {
        List<String> ids = new ArrayList<>();
        List<StompTestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                StompTestClient client = StompTestClient.open(port);
                clients.add(client);
                ids.add(client.handshake("1.2", "login:" + user).required("session"));
            }
            String query = "?user=" + user + "&size=2&page=";
            assertThat(idsOf(query + 0)).isEqualTo(ids.subList(0, 2));
            assertThat(idsOf(query + 1)).isEqualTo(ids.subList(2, 4));
            assertThat(idsOf(query + 2)).isEqualTo(ids.subList(4, 5));
            assertThat(idsOf(query + 3)).isEmpty();
            JsonNode listing = json(Http.get(port, "/actuator/sessions" + query + 1));
            assertThat(listing.get("page").asInt()).isEqualTo(1);
            assertThat(listing.get("size").asInt()).isEqualTo(2);
            assertThat(listing.get("total").asInt()).isEqualTo(5);
        } finally {
            clients.forEach(StompTestClient::close);
        }
    }

    @Test
    void aUserAndATransportNarrowTheList() {
        try (StompTestClient mine = StompTestClient.open(port);
                StompTestClient other = StompTestClient.connect(port, "login:other-" + user)) {
            String id = mine.handshake("1.2", "login:" + user).required("session");
            assertThat(idsOf("?user=" + user)).containsExactly(id);
            assertThat(idsOf("?user=" + user + "&transport=websocket")).containsExactly(id);
            assertThat(idsOf("?user=" + user + "&transport=sockjs-xhr")).isEmpty();
            assertThat(idsOf("?transport=websocket&size=1000")).contains(id);
            other.ping();
        }
    }

    @Test
    void deleteClosesASessionWithItsReason() {
        try (StompTestClient client = StompTestClient.open(port)) {
            String id = client.handshake("1.2").required("session");
            assertThat(Http.delete(port, "/actuator/sessions/" + id).statusCode())
                    .isEqualTo(204);
            assertThat(client.expectRefusal(4410).required("reason")).isEqualTo("closed-by-operator");
            await().untilAsserted(() -> assertThat(
                            Http.get(port, "/actuator/sessions/" + id).statusCode())
                    .isEqualTo(404));
        }
    }

    @Test
    void anUnknownSessionIsNotFound() {
        for (HttpResponse<String> answer :
                List.of(Http.get(port, "/actuator/sessions/nobody"), Http.delete(port, "/actuator/sessions/nobody"))) {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(json(answer).get("detail").asString()).contains("'nobody'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=-1", "page=x", "page=99999999999", "size=0", "size=1001", "size="})
    void aPageThatIsNoneIsRefusedWithASentence(String query) {
        HttpResponse<String> answer = Http.get(port, "/actuator/sessions?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).get("detail").asString())
                .matches(query.replaceAll("=.*", "") + " must be a number from \\d+ to \\d+\\.");
    }

    private JsonNode session(String id) {
        return json(Http.get(port, "/actuator/sessions/" + id));
    }

    private List<String> idsOf(String query) {
        JsonNode sessions = json(Http.get(port, "/actuator/sessions" + query)).get("sessions");
        return StreamSupport.stream(sessions.spliterator(), false)
                .map(session -> session.get("id").asString())
                .toList();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }
}
