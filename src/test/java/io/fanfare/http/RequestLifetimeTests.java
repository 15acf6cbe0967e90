package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TokenIssuer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** S13: a request that goes on while its credential ends publishes nothing from then on. */
@ClosedServer
class RequestLifetimeTests {

    private static final String ITEM = "{\"destination\":\"/topic/shop.long\",\"payload\":1}\n";

    private final String user = "writer-" + UUID.randomUUID();

    @LocalServerPort
    int port;

    private String token(Instant expiry) {
        return TokenIssuer.token(claims -> claims.subject(user)
                .claim("fanfare", List.of("publish:/topic/shop.#"))
                .expirationTime(Date.from(expiry)));
    }

    private void revoke() {
        assertThat(Http.send(
                                port,
                                "POST",
                                "/actuator/revocations",
                                "{\"user\":\"" + user + "\"}",
                                "X-API-Key",
                                ClosedServer.OPS,
                                "Content-Type",
                                "application/json")
                        .statusCode())
                .isEqualTo(204);
    }

    /** Who is let in is told to continue. */
    private static String head(String path, String type, String token) {
        return Wire.lines(
                "POST " + path + " HTTP/1.1",
                "Host: localhost",
                "Expect: 100-continue",
                "Authorization: Bearer " + token,
                "Content-Type: " + type,
                "Transfer-Encoding: chunked");
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private StompTestClient reader() {
        StompTestClient reader = StompTestClient.connect(port, "passcode:" + ClosedServer.SHOP);
        reader.subscribe("1", "/topic/shop.long");
        return reader;
    }

    private static void isCutOff(Reply reply, StompTestClient reader, String why) {
        JsonNode answer = reply.isAccepted().json();
        assertThat(answer.path("accepted").asInt()).as(reply.body()).isEqualTo(1);
        assertThat(answer.path("rejected").asInt()).as(reply.body()).isEqualTo(2);
        for (int index = 1; index < 3; index++) {
            JsonNode refused = answer.path("results").path(index);
            assertThat(refused.path("index").asInt()).isEqualTo(index);
            assertThat(refused.path("status").asInt()).isEqualTo(401);
            assertThat(refused.path("detail").asString()).contains(why);
        }
        isSilent(reader);
    }

    private static void isSilent(StompTestClient reader) {
        assertThat(reader.barrierAt("/topic/shop.barrier")).isEmpty();
    }

    @Test
    void aBatchThatIsUnderWayEndsWithTheRevocation() {
        try (StompTestClient reader = reader();
                Wire wire = new Wire(port)) {
            wire.say(head(
                            "/api/v1/events/batch",
                            Rest.LINES,
                            token(Instant.now().plusSeconds(300))))
                    .awaitContinue()
                    .say(chunk(ITEM));
            reader.expect("MESSAGE");
            revoke();
            wire.say(chunk(ITEM)).say(chunk(ITEM)).say(chunk(""));
            isCutOff(wire.answer(), reader, "The token was revoked");
        }
    }

    @Test
    void aBatchThatIsUnderWayEndsWithItsToken() {
        Duration lifetime = Duration.ofSeconds(3);
        while (!isCutOffAtTheEndOf(lifetime)) {
            lifetime = lifetime.multipliedBy(2);
        }
    }

    /** False if the request came in too late to tell. */
    private boolean isCutOffAtTheEndOf(Duration lifetime) {
        Instant expiry = Instant.now().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        try (StompTestClient reader = reader();
                Wire wire = new Wire(port)) {
            wire.say(head("/api/v1/events/batch", Rest.LINES, token(expiry)))
                    .awaitContinue()
                    .say(chunk(ITEM));
            reader.expect("MESSAGE");
            if (!Instant.now().isBefore(expiry)) {
                return false;
            }
            await().until(() -> Instant.now().isAfter(expiry));
            wire.say(chunk(ITEM)).say(chunk(ITEM)).say(chunk(""));
            isCutOff(wire.answer(), reader, "The token has expired");
            return true;
        }
    }

    /** Clocks may differ by fanfare.security.jwt.clock-skew. */
    @Test
    void whoComesAfterTheEndOfATokenThatIsStillAcceptedPublishes() {
        Reply reply = new Rest(port)
                .batch(
                        Rest.LINES,
                        ITEM + ITEM,
                        "Authorization",
                        "Bearer " + token(Instant.now().minusSeconds(5)));
        assertThat(reply.isAccepted().json().path("accepted").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/events/batch", "/api/v1/events", "/api/v1/destinations/topic/shop.long"})
    void whoIsRevokedBeforeAnythingCameIsRefusedAltogether(String path) {
        try (StompTestClient reader = reader();
                Wire wire = new Wire(port)) {
            String item = path.endsWith("batch") ? "[" + ITEM + "," + ITEM + "]" : ITEM;
            wire.say(head(path, Rest.JSON, token(Instant.now().plusSeconds(300))))
                    .awaitContinue()
                    .say(chunk(item.substring(0, 5)));
            revoke();
            wire.say(chunk(item.substring(5))).say(chunk(""));
            Reply reply = wire.answer();
            reply.isProblem(401).contains("The token was revoked");
            assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
            isSilent(reader);
        }
    }
}
