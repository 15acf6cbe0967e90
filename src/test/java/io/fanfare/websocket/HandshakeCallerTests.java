package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TokenIssuer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rows {@code unauthenticated} and {@code forbidden} of the table of refusals, tickets, and S14. */
@ClosedServer("server.forward-headers-strategy=native")
class HandshakeCallerTests {

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry registry;

    private double refused(String reason) {
        return registry.get("fanfare.handshakes.refused")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    private String ticket(String credential) {
        String answer = Http.send(port, "POST", "/api/v1/tickets", "", "Authorization", "Bearer " + credential)
                .body();
        return JsonMapper.shared().readTree(answer).path("ticket").asString();
    }

    private void isTold(Handshake handshake, String reason, int status, String detail) {
        double before = refused(reason);
        String agent = UUID.randomUUID().toString();
        Handshake.Answer answer = RawHttp.refusal(port, handshake.with("User-Agent", agent));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Fanfare-Handshake")).isEqualTo(reason);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo(status == 401 ? "Bearer" : "");
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.path("reason").asString()).isEqualTo(reason);
        assertThat(problem.path("detail").asString()).contains(detail);
        assertThat(problem.path("fix").asString()).isNotBlank();
        assertThat(refused(reason) - before).isEqualTo(1);
        String listed = Http.send(port, "GET", "/actuator/handshakes", "", "X-API-Key", ClosedServer.OPS)
                .body();
        assertThat(JsonMapper.shared()
                        .readTree(listed)
                        .path("refused")
                        .path(0)
                        .path("headers")
                        .path("User-Agent")
                        .asString())
                .isEqualTo(agent);
        assertThat(listed).doesNotContain("nonsense", ClosedServer.SHOP, "\"Authorization\"", "\"X-API-Key\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unauthenticated | 401 | /ws                         | Authorization=Bearer nonsense | There is no such key
            unauthenticated | 401 | /ws                         | Authorization=Bearer eyJ.nonsense.x | The token does not hold
            unauthenticated | 401 | /ws/websocket               | X-API-Key=nonsense            | There is no such key
            unauthenticated | 401 | /ws/0/refused/websocket     | X-API-Key=nonsense            | There is no such key
            unauthenticated | 401 | /ws                         | Authorization=Basic YTpi      | This scheme
            unauthenticated | 401 | /ws?ticket=nonsense         |                               | The ticket does not hold
            unauthenticated | 401 | /ws?token=nonsense          |                               | do not count in URLs
            unauthenticated | 401 | /ws?a=1&access_token=nonsense |                             | POST /api/v1/tickets
            forbidden       | 403 | /ws                         | X-API-Key=fanfare_key-of-operators | The key ops has no grant that covers this: add subscribe:<pattern>
            """)
    void isRefusedAndExplained(String reason, int status, String path, String header, String detail) {
        Handshake handshake = Handshake.to(path);
        if (header != null) {
            int equals = header.indexOf('=');
            handshake = handshake.with(header.substring(0, equals), header.substring(equals + 1));
        }
        isTold(handshake, reason, status, detail);
    }

    @Test
    void whatComesBeforeAndBehindInTheTableDoes() {
        Handshake unknown = Handshake.to("/ws").with("X-API-Key", "nonsense");
        isTold(unknown.with("Origin", "https://evil.example"), "origin-refused", 403, "evil");
        isTold(unknown.subprotocols("mqtt"), "unauthenticated", 401, "There is no such key");
    }

    @Test
    void whoHasShakenHandsNeedNoCredentialInConnect() {
        Handshake handshake = Handshake.to("/ws").with("Authorization", "Bearer " + TokenIssuer.token("alice"));
        try (StompTestClient client = StompTestClient.open(port, handshake)) {
            assertThat(client.handshake("1.2").required("user-name")).isEqualTo("alice");
        }
        try (StompTestClient client = StompTestClient.open(port, handshake)) {
            client.send("CONNECT\naccept-version:1.2\nhost:x\ntoken:" + TokenIssuer.token("alice") + "\n\n\0");
            client.expect("CONNECTED");
        }
    }

    /** S19. */
    @Test
    void s19ASecondPrincipalInConnectIsRefused() {
        Handshake handshake = Handshake.to("/ws").with("Authorization", "Bearer " + TokenIssuer.token("alice"));
        for (String second : new String[] {TokenIssuer.token("bob"), ClosedServer.SHOP}) {
            try (StompTestClient client = StompTestClient.open(port, handshake)) {
                client.send("CONNECT\naccept-version:1.2\nhost:x\ntoken:" + second + "\n\n\0");
                assertThat(client.expectRefusal(4403).text()).contains("not of whoever showed the one before");
            }
        }
        try (StompTestClient client = StompTestClient.open(port, handshake)) {
            client.send("CONNECT\naccept-version:1.2\nhost:x\nlogin:bob\n\n\0");
            assertThat(client.expectRefusal(4401).text()).contains("The login is not that of the user");
        }
    }

    @Test
    void aTicketOpensOnce() {
        Handshake handshake = Handshake.to("/ws?ticket=" + ticket(TokenIssuer.token("alice")));
        try (StompTestClient client = StompTestClient.open(port, handshake)) {
            assertThat(client.handshake("1.2").required("user-name")).isEqualTo("alice");
        }
        isTold(handshake, "unauthenticated", 401, "The ticket does not hold: it is used");
        String stream = "/sse?destination=/user/inbox&ticket=" + ticket(TokenIssuer.token("alice"));
        try (SseTestClient client = SseTestClient.open(port, stream)) {
            assertThat(client.next().event()).isEqualTo("start");
        }
        assertThat(Http.get(port, stream).statusCode()).isEqualTo(401);
    }

    @Test
    void aTicketIsNoToken() {
        String ticket = ticket(TokenIssuer.token("alice", "publish:/topic/#"));
        String path = "/api/v1/destinations/topic/a";
        assertThat(Http.send(port, "POST", path, "x", "Authorization", "Bearer " + ticket)
                        .statusCode())
                .isEqualTo(401);
        assertThat(Http.send(port, "POST", path + "?ticket=" + ticket, "x").statusCode())
                .isEqualTo(401);
        assertThat(Http.send(port, "POST", "/api/v1/tickets", "").statusCode()).isEqualTo(401);
    }

    /** S12. */
    @Test
    void s12TokensInUrlsAreRefusedEverywhere() {
        String token = TokenIssuer.token("alice", "publish:/topic/#");
        for (String path : new String[] {"/api/v1/destinations/topic/a?access_token=", "/api/v1/events?token="}) {
            assertThat(Http.send(port, "POST", path + token, "x", "Content-Type", "application/json")
                            .body())
                    .contains("\"status\":401", "do not count in URLs", "POST /api/v1/tickets");
        }
        assertThat(Http.get(port, "/sse?destination=/topic/public.1&token=" + token)
                        .statusCode())
                .isIn(400, 401);
    }

    private static Handshake sockJs(String session, String transport) {
        return Handshake.to("/ws")
                .requestLine("POST /ws/0/" + session + "/" + transport + " HTTP/1.1")
                .without("Upgrade")
                .without("Connection")
                .without("Sec-WebSocket-Key")
                .without("Sec-WebSocket-Version")
                .with("Content-Length", "0");
    }

    private static String text(Handshake handshake) {
        StringBuilder text =
                new StringBuilder(handshake.requestLine()).append("\r\n").append("Host: localhost\r\n");
        handshake
                .headers()
                .forEach((name, value) ->
                        text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").toString();
    }

    /** S14: whoever guesses the id of a SockJS session neither reads nor writes there. */
    @ParameterizedTest
    @CsvSource({"xhr", "xhr_send"})
    void s14ASockJsSessionAnswersItsOpenerOnly(String transport) {
        String session = "guessed-" + transport;
        String token = "Bearer " + TokenIssuer.token("alice");
        Handshake own =
                sockJs(session, "xhr").with("X-Forwarded-For", "192.0.2.1").with("Authorization", token);
        assertThat(RawHttp.answer(port, text(own)).status()).isEqualTo(200);
        Handshake next = sockJs(session, transport);
        isTold(next.with("Authorization", token), "forbidden", 403, "begun from another address");
        isTold(
                next.with("X-Forwarded-For", "192.0.2.2").with("Authorization", token),
                "forbidden",
                403,
                "begun from another address");
        isTold(next.with("X-Forwarded-For", "192.0.2.1"), "forbidden", 403, "another credential than is shown");
        isTold(
                next.with("X-Forwarded-For", "192.0.2.1").with("Authorization", "Bearer " + TokenIssuer.token("bob")),
                "forbidden",
                403,
                "another credential than is shown");
        isTold(
                next.with("X-Forwarded-For", "192.0.2.1").with("Authorization", "Bearer nonsense"),
                "unauthenticated",
                401,
                "There is no such key");
        String frame = "[\"CONNECT\\naccept-version:1.2\\nhost:x\\n\\n\\u0000\"]";
        Handshake send = sockJs(session, "xhr_send")
                .with("X-Forwarded-For", "192.0.2.1")
                .with("Authorization", token)
                .with("Content-Length", Integer.toString(frame.length()));
        assertThat(RawHttp.answer(port, text(send) + frame).status()).isEqualTo(204);
        assertThat(RawHttp.answer(port, text(own)).body()).contains("user-name:alice");
    }

    /** Browsers send the ticket with each request of a session, since it is part of the URL. */
    @Test
    void s14ATicketServesItsSockJsSessionToTheEnd() {
        String query = "?ticket=" + ticket(TokenIssuer.token("alice"));
        Handshake own = sockJs("ticketed", "xhr" + query);
        assertThat(RawHttp.answer(port, text(own)).status()).isEqualTo(200);
        String frame = "[\"CONNECT\\naccept-version:1.2\\nhost:x\\n\\n\\u0000\"]";
        Handshake send = sockJs("ticketed", "xhr_send" + query).with("Content-Length", "" + frame.length());
        assertThat(RawHttp.answer(port, text(send) + frame).status()).isEqualTo(204);
        assertThat(RawHttp.answer(port, text(own)).body()).contains("user-name:alice");
        isTold(sockJs("ticketed", "xhr_send"), "forbidden", 403, "another credential");
        isTold(sockJs("another", "xhr" + query), "unauthenticated", 401, "The ticket does not hold");
    }
}
