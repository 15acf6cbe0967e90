package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.ArtemisBroker;
import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TokenIssuer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances that are closed to strangers: what is revoked on one is revoked on all, and who is on one is told on all. */
class FleetTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static ArtemisBroker broker;
    private static FanfareInstance one;
    private static FanfareInstance two;

    private final String user = "eve-" + UUID.randomUUID();
    private final String token =
            TokenIssuer.token(claims -> claims.subject(user).jwtID("id-of-" + user));

    @BeforeAll
    static void start() {
        broker = new ArtemisBroker();
        one = instance();
        two = instance();
    }

    @AfterAll
    static void end() {
        one.close();
        two.close();
        broker.close();
    }

    private static FanfareInstance instance() {
        return FanfareInstance.start(
                "spring.profiles.active=dev,closed",
                "fanfare.broker.mode=relay",
                "fanfare.relay.log=none",
                "fanfare.relay.addresses=127.0.0.1:" + broker.port(),
                "fanfare.security.keys.guest.secret=fanfare_key-of-the-guest",
                "fanfare.security.keys.guest.grants=subscribe:/topic/#,send:/topic/#,presence:/topic/#");
    }

    private static int revoke(FanfareInstance on, String by, String name) {
        return Http.send(
                        on.port(),
                        "POST",
                        "/actuator/revocations",
                        "{\"" + by + "\":\"" + name + "\"}",
                        "X-API-Key",
                        ClosedServer.OPS,
                        "Content-Type",
                        "application/json")
                .statusCode();
    }

    private int ticket(FanfareInstance from) {
        return Http.send(from.port(), "POST", "/api/v1/tickets", "", "Authorization", "Bearer " + token)
                .statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "token", "session"})
    void whatIsRevokedOnOneEndsOnAllAndDoesNotComeBack(String by) {
        try (StompTestClient client = StompTestClient.open(two.port());
                StompTestClient other = StompTestClient.connect(two.port(), "token:" + TokenIssuer.token("alice"))) {
            String session = client.handshake("1.2", "token:" + token).required("session");
            String name = switch (by) {
                case "user" -> user;
                case "token" -> "id-of-" + user;
                default -> session;
            };
            assertThat(revoke(one, by, name)).isEqualTo(by.equals("session") ? 202 : 204);
            assertThat(client.expectRefusal(4401).text()).contains("revoked");
            other.ping();
            assertThat(ticket(two)).isEqualTo(401);
            await().atMost(PATIENCE).until(() -> ticket(one) == 401);
        }
    }

    @Test
    void aSessionWithoutATokenEndsWhereItIs() {
        try (StompTestClient client = StompTestClient.open(two.port())) {
            String session =
                    client.handshake("1.2", "passcode:" + ClosedServer.SHOP).required("session");
            assertThat(revoke(one, "session", session)).isEqualTo(202);
            assertThat(client.expectRefusal(4410).text()).contains("operator");
        }
    }

    @Test
    void anInstanceThatStartsLaterKnowsWhatWasRevoked() {
        assertThat(ticket(one)).isEqualTo(200);
        assertThat(revoke(one, "user", user)).isEqualTo(204);
        try (FanfareInstance later = instance()) {
            assertThat(ticket(later)).isEqualTo(401);
        }
    }

    @Test
    void whoIsOnOneIsToldOnAll() {
        String room = "/topic/room." + UUID.randomUUID();
        try (StompTestClient client = StompTestClient.connect(one.port(), "passcode:fanfare_key-of-the-guest")) {
            client.subscribe("s", room);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Http.send(
                                            two.port(),
                                            "GET",
                                            "/api/v1/destinations" + room + "/presence",
                                            "",
                                            "X-API-Key",
                                            "fanfare_key-of-the-guest")
                                    .body())
                            .contains("\"count\":1"));
        }
    }

    /** The channel's name is none that a destination can have, and what stands for one upstream is another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic/fanfare!fleet",
                "/topic/fanfare%21fleet",
                "/exchange/amq.direct/fanfare-fleet.fanfare",
                "/topic/fanfare-fleet.fanfare"
            })
    void clientsCannotSpeakThere(String destination) {
        long before = two.bean(Relay.class).ignored();
        try (StompTestClient client = StompTestClient.connect(one.port(), "passcode:fanfare_key-of-the-guest");
                StompTestClient hearer = StompTestClient.connect(two.port(), "passcode:fanfare_key-of-the-guest")) {
            hearer.subscribe("s", "/topic/after");
            client.send("SEND\ndestination:" + destination
                    + "\ncontent-type:application/x-fanfare-fleet\nreceipt:r\n\nx\0");
            if (client.frame().command().equals("RECEIPT")) {
                client.send("SEND\ndestination:/topic/after\n\nx\0");
                hearer.expect("MESSAGE");
            }
            assertThat(two.bean(Relay.class).ignored()).isEqualTo(before);
        }
    }
}
