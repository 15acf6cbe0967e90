package io.fanfare.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.SockJsTestClient;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TokenIssuer;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** S13 and S19: how long sessions live, and by which token. */
@ClosedServer
class LifetimeTests {

    @LocalServerPort
    int port;

    private int operate(String method, String path, String body) {
        return Http.send(
                        port,
                        method,
                        "/actuator/" + path,
                        body,
                        "X-API-Key",
                        ClosedServer.OPS,
                        "Content-Type",
                        "application/json")
                .statusCode();
    }

    private static void renew(StompTestClient client, String token) {
        client.send("SEND\ndestination:/fanfare/token\ntoken:" + token + "\nreceipt:renewed\n\n\0");
    }

    @Test
    void s13ASessionEndsWithItsTokenAndNotBefore() {
        Instant expiry = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3);
        String token = TokenIssuer.token(claims -> claims.expirationTime(Date.from(expiry)));
        try (StompTestClient client = StompTestClient.connect(port, "token:" + token)) {
            client.subscribe("1", "/user/inbox");
            assertThat(client.expectRefusal(4401).text()).contains("The token has expired");
            assertThat(Instant.now()).isBetween(expiry, expiry.plusSeconds(3));
        }
    }

    @Test
    void s13AStreamEndsWithItsTokenToo() {
        String token = TokenIssuer.token("alice", Duration.ofSeconds(2));
        try (SseTestClient stream =
                SseTestClient.open(port, "/sse?destination=/user/inbox", "Authorization: Bearer " + token)) {
            assertThat(stream.next().event()).isEqualTo("start");
            assertThat(stream.next().data()).contains("The token has expired");
            assertThat(stream.next().data()).contains("4401");
        }
    }

    private SockJsTestClient sockJs(boolean polled, String token) {
        SockJsTestClient client = polled ? SockJsTestClient.poll(port) : SockJsTestClient.stream(port);
        client.expect("o");
        client.send("CONNECT\naccept-version:1.2\nhost:x\ntoken:" + token + "\n\n\0");
        client.expect("a[\"CONNECTED");
        return client;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void s13ASockJsSessionEndsWithItsTokenToo(boolean polled) {
        try (SockJsTestClient client = sockJs(polled, TokenIssuer.token("alice", Duration.ofSeconds(4)))) {
            assertThat(client.expect("a[\"ERROR")).contains("The token has expired");
            client.expect("c[4401,");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void s13ASockJsSessionThatRenewsItsTokenLivesOn(boolean polled) {
        Instant expiry = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 5);
        String soon = TokenIssuer.token(claims -> claims.expirationTime(Date.from(expiry)));
        try (SockJsTestClient client = sockJs(polled, soon)) {
            client.send("SEND\ndestination:/fanfare/token\ntoken:" + TokenIssuer.token("alice")
                    + "\nreceipt:renewed\n\n\0");
            assertThat(client.expect("a[\"RECEIPT")).contains("renew-ms");
            await().until(() -> Instant.now().isAfter(expiry.plusSeconds(2)));
            client.send("SUBSCRIBE\nid:1\ndestination:/user/inbox\nreceipt:there\n\n\0");
            assertThat(client.expect("a[\"RECEIPT")).contains("receipt-id:there");
        }
    }

    @Test
    void s13ASessionThatRenewsItsTokenLivesOn() {
        try (StompTestClient client = StompTestClient.open(port)) {
            String soon = TokenIssuer.token("alice", Duration.ofSeconds(3));
            Frame connected = client.handshake("1.2", "token:" + soon);
            assertThat(Long.parseLong(connected.required("renew-ms"))).isBetween(1L, 2_250L);
            client.subscribe("1", "/user/inbox");
            renew(client, TokenIssuer.token("alice", Duration.ofMinutes(2)));
            Frame receipt = client.expectReceipt("renewed");
            assertThat(Long.parseLong(receipt.required("renew-ms"))).isBetween(80_000L, 90_000L);
            assertThat(client.frameWithin(Duration.ofSeconds(5))).isEmpty();
        }
    }

    @Test
    void whoHasNoTokenIsNotAskedToRenewIt() {
        try (StompTestClient client = StompTestClient.open(port)) {
            assertThat(client.handshake("1.2", "passcode:" + ClosedServer.SHOP).header("renew-ms"))
                    .isNull();
        }
    }

    @Test
    void s13WhatTheNewTokenDoesNotGrantEndsWithANotice() {
        String before = TokenIssuer.token("alice", "subscribe:/topic/a.#", "subscribe:/topic/b.#", "send:/topic/b.#");
        try (StompTestClient client = StompTestClient.connect(port, "token:" + before)) {
            client.subscribe("n", "/user/fanfare.notices");
            client.subscribe("a", "/topic/a.1");
            client.subscribe("b", "/topic/b.1");
            client.send("SEND\ndestination:/topic/b.1\n\none\0");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("one");
            renew(client, TokenIssuer.token("alice", "subscribe:/topic/a.#", "send:/topic/a.#"));
            Frame notice = client.expect("MESSAGE");
            client.expectReceipt("renewed");
            assertThat(notice.required("subscription")).isEqualTo("n");
            assertThat(notice.text())
                    .contains("\"notice\":\"subscription-ended\"", "\"subscription\":\"b\"", "subscribe:/topic/b.1");
            client.send("SEND\ndestination:/topic/a.1\n\ntwo\0");
            assertThat(client.expect("MESSAGE").required("subscription")).isEqualTo("a");
            client.send("SEND\ndestination:/topic/b.1\n\nthree\0");
            assertThat(client.expectRefusal(4403).text()).contains("add send:/topic/b.1");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bob      | 4403 | not of whoever showed the one before
            nonsense | 4401 | There is no such key
            key      | 4403 | not of whoever showed the one before
            ''       | 1002 | A renewal needs the header token
            """)
    void s19ASessionHasOnePrincipal(String with, int code, String words) {
        String token = switch (with) {
            case "bob" -> TokenIssuer.token("bob");
            case "key" -> ClosedServer.SHOP;
            default -> with;
        };
        try (StompTestClient client = StompTestClient.connect(port, "token:" + TokenIssuer.token("alice"))) {
            renew(client, token);
            assertThat(client.expectRefusal(code).text()).contains(words);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "token", "session"})
    void s13WhatIsRevokedEndsAndDoesNotComeBack(String by) {
        String user = "eve-" + UUID.randomUUID();
        String token = TokenIssuer.token(claims -> claims.subject(user).jwtID("id-of-" + user));
        try (StompTestClient client = StompTestClient.open(port);
                StompTestClient other = StompTestClient.connect(port, "token:" + TokenIssuer.token("alice"))) {
            String session = client.handshake("1.2", "token:" + token).required("session");
            String name = switch (by) {
                case "user" -> user;
                case "token" -> "id-of-" + user;
                default -> session;
            };
            assertThat(operate("POST", "revocations", "{\"" + by + "\":\"" + name + "\"}"))
                    .isEqualTo(204);
            assertThat(client.expectRefusal(4401).text()).contains("revoked");
            other.ping();
            try (StompTestClient again = StompTestClient.open(port)) {
                again.send("CONNECT\naccept-version:1.2\nhost:x\ntoken:" + token + "\n\n\0");
                assertThat(again.expectRefusal(4401).text()).contains("The token was revoked");
            }
            assertThat(Http.send(port, "POST", "/api/v1/tickets", "", "Authorization", "Bearer " + token)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void aUserWhoWasRevokedComesBackWithANewToken() {
        String user = "eve-" + UUID.randomUUID();
        String old = TokenIssuer.token(user);
        assertThat(operate("POST", "revocations", "{\"user\":\"" + user + "\"}"))
                .isEqualTo(204);
        String path = "/api/v1/tickets";
        assertThat(Http.send(port, "POST", path, "", "Authorization", "Bearer " + old)
                        .statusCode())
                .isEqualTo(401);
        await().until(() ->
                Http.send(port, "POST", path, "", "Authorization", "Bearer " + TokenIssuer.token(user, "operate"))
                                .statusCode()
                        == 200);
    }

    @Test
    void revocationsAreListedAndSessionsTellTheirToken() {
        String user = "eve-" + UUID.randomUUID();
        assertThat(operate("POST", "revocations", "{\"user\":\"" + user + "\"}"))
                .isEqualTo(204);
        String listing = Http.send(port, "GET", "/actuator/revocations", "", "X-API-Key", ClosedServer.OPS)
                .body();
        assertThat(listing).contains("\"of\":\"" + user + "\"", "\"until\":");
        assertThat(operate("POST", "revocations", "{}")).isEqualTo(400);
        assertThat(operate("POST", "revocations", "{\"session\":\"none\"}")).isEqualTo(404);
        String token = TokenIssuer.token(claims -> claims.jwtID("named"));
        try (StompTestClient client = StompTestClient.open(port)) {
            String session = client.handshake("1.2", "token:" + token).required("session");
            JsonNode view = JsonMapper.shared()
                    .readTree(Http.send(port, "GET", "/actuator/sessions/" + session, "", "X-API-Key", ClosedServer.OPS)
                            .body());
            assertThat(view.path("token").asString()).isEqualTo("named");
        }
    }
}
