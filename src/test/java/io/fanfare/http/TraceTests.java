package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/events/{id}/delivery} and {@code /trace}: what became of an event. */
@FanfareServer({"fanfare.session.outbox-limit=100KB", "fanfare.limits.event-size=256KB"})
class TraceTests {

    private static final int SMALL_BUFFER = 8_192;

    private final String topic = Topics.fresh();
    private final String user = "u" + UUID.randomUUID();

    @LocalServerPort
    int port;

    @Autowired
    Sessions sessions;

    private Rest rest;

    @BeforeEach
    void connect() {
        rest = new Rest(port);
    }

    @Test
    void whatAClientHasGotWasWritten() {
        try (StompTestClient client = connectUser()) {
            client.subscribe("s", topic);
            client.subscribe("p", topic + ".#");
            String position = publish(topic, "x");
            client.expectMessages(2);
            awaitOutcome(position, "written");
            JsonNode event = trace(position);
            assertThat(event.propertyNames())
                    .containsExactly("position", "destination", "timestamp", "user", "outcome", "sessions");
            assertThat(event.path("destination").asString()).isEqualTo(topic);
            assertThat(event.path("sessions")
                            .valueStream()
                            .map(each -> each.path("subscription").asString()))
                    .containsExactlyInAnyOrder("s", "p");
            assertThat(event.path("sessions").get(0).propertyNames())
                    .containsExactly("session", "opened", "subscription", "outcome", "writtenAfter", "writtenBy");
            assertThat(event.path("sessions").get(0).path("writtenAfter").asLong())
                    .isEqualTo(event.path("timestamp").asLong());
            assertThat(event.path("sessions").get(0).path("writtenBy").asLong())
                    .isBetween(event.path("timestamp").asLong(), System.currentTimeMillis());
            assertThat(deliveries(position).path("written").asInt()).isEqualTo(2);
            assertThat(only(position, "/delivery").path("complete").asBoolean()).isTrue();
        }
    }

    @Test
    void whatWasWrittenIsKnownBeyondTheEndOfSubscriptionAndSession() {
        String first;
        String second;
        String between;
        try (StompTestClient client = connectUser()) {
            client.subscribe("s", topic);
            first = publish(topic, "x");
            client.expectMessages(1);
            client.send("UNSUBSCRIBE\nid:s\nreceipt:u\n\n\0");
            client.expectReceipt("u");
            between = publish(topic, "x");
            client.subscribe("t", topic);
            second = publish(topic, "x");
            client.expectMessages(1);
            client.send("DISCONNECT\nreceipt:d\n\n\0");
            client.expectReceipt("d");
            client.expectClose();
        }
        awaitEnd();
        assertThat(outcome(first)).isEqualTo("written");
        assertThat(outcome(between)).isEqualTo("not-subscribed");
        assertThat(outcome(second)).isEqualTo("written");
        JsonNode session = trace(second).path("sessions").get(0);
        assertThat(session.path("subscription").asString()).isEqualTo("t");
        assertThat(session.path("reason").asString()).isEqualTo("disconnected");
        assertThat(session.path("closed").asLong())
                .isGreaterThanOrEqualTo(session.path("opened").asLong());
    }

    @Test
    void whoWasNotThereWasNotConnected() {
        String before = publish(topic, "x");
        try (StompTestClient client = connectUser()) {
            client.subscribe("s", topic);
            assertThat(outcome(before)).isEqualTo("not-connected");
            assertThat(trace(before).path("sessions").isEmpty()).isTrue();
        }
        awaitEnd();
        await().until(() -> outcome(publish(topic, "x")).equals("not-connected"));
    }

    @Test
    void whoDidNotSubscribeOrTooLateWasNotSubscribed() {
        try (StompTestClient client = connectUser()) {
            client.subscribe("s", topic + ".other");
            String position = publish(topic, "x");
            client.subscribe("t", topic);
            assertThat(outcome(position)).isEqualTo("not-subscribed");
            assertThat(trace(position).path("sessions").size()).isEqualTo(1);
            assertThat(deliveries(position).isEmpty()).isTrue();
        }
    }

    @Test
    void whatWasMissedIsRecoveredLater() {
        String seen = publish(topic, "x");
        String missed = publish(topic, "x");
        try (StompTestClient client = connectUser()) {
            client.send("SUBSCRIBE\nid:s\ndestination:" + topic + "\nlast-message-id:" + seen + "\nreceipt:r\n\n\0");
            client.expectReceipt("r");
            client.expectMessages(1);
            String live = publish(topic, "x");
            client.expectMessages(1);
            awaitOutcome(live, "written");
            assertThat(outcome(missed)).isEqualTo("recovered");
            assertThat(outcome(seen)).isEqualTo("not-connected");
        }
        assertThat(deliveries(missed).path("recovered").asInt()).isEqualTo(1);
    }

    @Test
    void whatWasNoLongerKeptWasLost() {
        String seen = publish(topic, "x");
        String gone = publish(topic, "x");
        rest.exchange("DELETE", "/api/v1/destinations" + topic + "/history");
        String missed = publish(topic, "x");
        try (StompTestClient client = connectUser()) {
            client.send("SUBSCRIBE\nid:s\ndestination:" + topic + "\nlast-message-id:" + seen + "\nreceipt:r\n\n\0");
            assertThat(client.expectReceipt("r").header("recovered")).isEqualTo("false");
            client.expectMessages(1);
            assertThat(outcome(gone)).isEqualTo("lost");
            assertThat(outcome(missed)).isEqualTo("recovered");
        }
    }

    @Test
    void whatASlowClientDidNotGetWasDropped() {
        try (StompTestClient slow = StompTestClient.openWithSmallBuffer(port, SMALL_BUFFER)) {
            slow.handshake("1.2", "login:" + user);
            slow.subscribe("s", topic);
            List<String> positions = new ArrayList<>(List.of(publish(topic, "x")));
            slow.expectMessages(1);
            slow.stopReading();
            while (isOpen()) {
                positions.add(publish(topic, "x".repeat(60_000)));
            }
            awaitEnd();
            List<String> outcomes = positions.stream().map(this::outcome).toList();
            assertThat(outcomes).startsWith("written").contains("dropped");
            assertThat(outcomes.subList(outcomes.indexOf("dropped"), outcomes.size()))
                    .doesNotContain("written");
            JsonNode dropped = trace(positions.get(outcomes.indexOf("dropped")));
            assertThat(dropped.path("sessions").get(0).path("reason").asString())
                    .isEqualTo("slow-consumer");
        }
    }

    @Test
    void whatIsToBeAcknowledgedIsNotKnownToBeWritten() {
        try (StompTestClient client = connectUser()) {
            client.send("SUBSCRIBE\nid:s\nack:client\ndestination:" + topic + "\nreceipt:r\n\n\0");
            client.expectReceipt("r");
            String position = publish(topic, "x");
            client.expectMessages(1);
            assertThat(outcome(position)).isEqualTo("unconfirmed");
        }
    }

    @Test
    void anEventForUsersIsForThemAlone() {
        String inbox = "/user" + topic.substring("/topic".length());
        try (StompTestClient client = connectUser()) {
            client.subscribe("s", inbox);
            String others = publish(inbox + "?user=other", "x");
            String theirs = publish(inbox + "?user=" + user, "x");
            client.expectMessages(1);
            awaitOutcome(theirs, "written");
            assertThat(outcome(others)).isEqualTo("not-addressed");
        }
    }

    @Test
    void theIdOfThePublisherServesToo() {
        String id = UUID.randomUUID().toString();
        String position = rest.event("{\"destinations\":[\"" + topic + "\",\"" + topic + ".b\"],\"payload\":1,\"id\":\""
                        + id + "\"}")
                .isAccepted()
                .json()
                .get(1)
                .path("position")
                .asString();
        JsonNode events = found(id + "/delivery").path("events");
        assertThat(events.size()).isEqualTo(2);
        assertThat(events.get(1).path("position").asString()).isEqualTo(position);
    }

    /** A path would have more than one reading with them. */
    @ParameterizedTest
    @CsvSource({"order/42/%s", "100%% %s", "urn:a?b&c#%s"})
    void anIdThatNoPathCanHoldIsAParameter(String form) {
        String id = form.formatted(UUID.randomUUID());
        rest.event("{\"destination\":\"" + topic + "\",\"payload\":1,\"id\":\"" + id + "\"}")
                .isAccepted();
        String query = "?id=" + URLEncoder.encode(id, UTF_8);
        for (String path : List.of("delivery" + query, "trace" + query + "&user=bob")) {
            JsonNode answer = found(path);
            assertThat(answer.path("id").asString()).isEqualTo(id);
            assertThat(answer.path("events").size()).isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({"delivery, parameter id", "trace?user=bob, parameter id", "trace?id=x, parameter user"})
    void anIdIsNeeded(String path, String reason) {
        rest.exchange("GET", "/api/v1/events/" + path).isProblem(400).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({"nonsense", "zz-0"})
    void whatIsNotRememberedIsUnknown(String id) {
        for (String path : List.of("/delivery", "/trace?user=bob")) {
            JsonNode answer = found(id + path);
            assertThat(answer.path("outcome").asString()).isEqualTo("unknown");
            assertThat(answer.path("events").isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"/trace, user", "/trace?user=, 1 to 200", "/trace?x=1, user", "/delivery?user=bob, parameters"})
    void whatIsNoQueryIsRefused(String path, String reason) {
        rest.exchange("GET", "/api/v1/events/x" + path).isProblem(400).contains(reason);
    }

    private StompTestClient connectUser() {
        return StompTestClient.connect(port, "login:" + user);
    }

    private String publish(String destination, String text) {
        return rest.raw(destination, text).isAccepted().json().path("position").asString();
    }

    private String outcome(String position) {
        return trace(position).path("outcome").asString();
    }

    private JsonNode trace(String position) {
        return only(position, "/trace?user=" + user);
    }

    private JsonNode deliveries(String position) {
        return only(position, "/delivery").path("deliveries");
    }

    private JsonNode only(String position, String path) {
        JsonNode events = found(position + path).path("events");
        assertThat(events.size()).isEqualTo(1);
        assertThat(events.get(0).path("position").asString()).isEqualTo(position);
        return events.get(0);
    }

    private JsonNode found(String path) {
        Reply reply = rest.exchange("GET", "/api/v1/events/" + path);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private boolean isOpen() {
        return sessions.stream().anyMatch(session -> user.equals(session.user()) && !session.isClosing());
    }

    private void awaitEnd() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> sessions.stream().map(Session::user).noneMatch(user::equals));
    }

    /** What is written is known a moment after the client has it. */
    private void awaitOutcome(String position, String expected) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(outcome(position)).isEqualTo(expected));
    }
}
