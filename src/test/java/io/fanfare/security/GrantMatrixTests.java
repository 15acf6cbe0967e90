package io.fanfare.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TokenIssuer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** S7 and S8 at every door: each action is allowed by its own grant, where that reaches, and by no other. */
@ClosedServer
class GrantMatrixTests {

    private static final String GRANTED = "room.granted";
    private static final String OTHER = "room.other";

    /** What can be asked for at a name. */
    enum Door {
        STOMP_SUBSCRIBE(Action.SUBSCRIBE),
        STOMP_PRESENCE(Action.PRESENCE),
        STOMP_SEND(Action.SEND),
        STOMP_TRANSACTION(Action.SEND),
        STREAM(Action.SUBSCRIBE),
        STREAM_OF_PRESENCE(Action.PRESENCE),
        PUBLISH(Action.PUBLISH),
        PUBLISH_JSON(Action.PUBLISH),
        LIST_OF_PRESENCE(Action.PRESENCE),
        READ_HISTORY(Action.HISTORY),
        CLEAR_HISTORY(Action.OPERATE),
        LIST_OF_DESTINATIONS(Action.OPERATE),
        DELIVERY(Action.OPERATE),
        ACTUATOR(Action.OPERATE);

        private final Action action;

        Door(Action action) {
            this.action = action;
        }
    }

    @LocalServerPort
    int port;

    static Stream<Arguments> everyGrantAtEveryDoor() {
        return Arrays.stream(Action.values())
                .flatMap(action -> Arrays.stream(Door.values()).map(door -> Arguments.of(action, door)));
    }

    @ParameterizedTest
    @MethodSource("everyGrantAtEveryDoor")
    void s7EachDoorOpensToItsOwnGrantAlone(Action granted, Door door) {
        String grant = granted.label() + (granted.hasPattern() ? ":/topic/" + GRANTED : "");
        String token = TokenIssuer.token("alice", grant);
        assertThat(isOpen(door, GRANTED, token)).isEqualTo(door.action == granted);
        assertThat(isOpen(door, OTHER, token)).isEqualTo(door.action == granted && !granted.hasPattern());
    }

    private boolean isOpen(Door door, String name, String token) {
        String destinations = "/api/v1/destinations";
        String topic = destinations + "/topic/" + name;
        return switch (door) {
            case STOMP_SUBSCRIBE -> isTaken(token, "SUBSCRIBE\nid:1\ndestination:/topic/" + name + "\nreceipt:r\n\n\0");
            case STOMP_PRESENCE ->
                isTaken(token, "SUBSCRIBE\nid:1\ndestination:/presence/" + name + "\nreceipt:r\n\n\0");
            case STOMP_SEND -> isTaken(token, "SEND\ndestination:/topic/" + name + "\nreceipt:r\n\nx\0");
            case STOMP_TRANSACTION ->
                isTaken(
                        token,
                        "BEGIN\ntransaction:t\n\n\0",
                        "SEND\ndestination:/topic/" + name + "\ntransaction:t\nreceipt:r\n\nx\0");
            case STREAM -> isStream("/topic/" + name, token);
            case STREAM_OF_PRESENCE -> isStream("/presence/" + name, token);
            case PUBLISH -> isAnswered("POST", topic, "x", token);
            case PUBLISH_JSON ->
                isAnswered("POST", "/api/v1/events", "{\"destination\":\"/topic/" + name + "\",\"payload\":1}", token);
            case LIST_OF_PRESENCE -> isAnswered("GET", topic + "/presence", "", token);
            case READ_HISTORY -> isAnswered("GET", topic + "/history", "", token);
            case CLEAR_HISTORY -> isAnswered("DELETE", topic + "/history", "", token);
            case LIST_OF_DESTINATIONS -> isAnswered("GET", destinations, "", token);
            case DELIVERY -> isAnswered("GET", "/api/v1/events/1/delivery", "", token);
            case ACTUATOR -> isAnswered("GET", "/actuator/sessions", "", token);
        };
    }

    private boolean isAnswered(String method, String path, String body, String token) {
        int status = Http.send(
                        port,
                        method,
                        path,
                        body,
                        "Authorization",
                        "Bearer " + token,
                        "Content-Type",
                        "application/json")
                .statusCode();
        assertThat(status).isIn(200, 202, 403);
        return status != 403;
    }

    private boolean isTaken(String token, String... frames) {
        try (StompTestClient client = StompTestClient.connect(port, "token:" + token)) {
            Arrays.stream(frames).forEach(client::send);
            Frame answer = client.frame();
            if (answer.command().equals("ERROR")) {
                assertThat(client.expectClose().code()).isEqualTo(4403);
                return false;
            }
            assertThat(answer.required("receipt-id")).isEqualTo("r");
            return true;
        }
    }

    private boolean isStream(String destination, String token) {
        try (SseTestClient stream =
                SseTestClient.open(port, "/sse?destination=" + destination, "Authorization: Bearer " + token)) {
            return "start".equals(stream.next().event());
        } catch (AssertionError refused) {
            assertThat(refused).hasMessageStartingWith("HTTP/1.1 403 ");
            return false;
        }
    }
}
