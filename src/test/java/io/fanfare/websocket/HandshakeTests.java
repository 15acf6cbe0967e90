package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.LogLines;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.StompTestClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every row of the table of refusals: status, headers, body, counter, log and the operators' list. */
@FanfareServer("fanfare.stomp.allowed-origins=https://friend.example,https://*.friends.example")
class HandshakeTests {

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry registry;

    private LogLines log;

    /** Where the service starts, Spring sets up logging anew. */
    @BeforeEach
    void listen() {
        log = new LogLines("io.fanfare.ops.HandshakeLog");
    }

    @AfterEach
    void close() {
        log.close();
    }

    /** A header is {@code ~name} where it is left out, and {@code name=value} where it is another. */
    private static Handshake handshake(String requestLine, String changes) {
        Handshake handshake = Handshake.to("/ws").requestLine(requestLine);
        for (String change : changes.split(" & ", -1)) {
            int equals = change.indexOf('=');
            if (change.startsWith("~")) {
                handshake = handshake.without(change.substring(1));
            } else if (equals > 0) {
                handshake = handshake.with(change.substring(0, equals), change.substring(equals + 1));
            }
        }
        return handshake;
    }

    private static final String PLAIN = "~Upgrade & ~Connection & ~Sec-WebSocket-Key & ~Sec-WebSocket-Version";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unknown-endpoint       | 404 | GET /wss HTTP/1.1          |                               | did you mean /ws?
            unknown-endpoint       | 404 | GET /websocket HTTP/1.1    |                               | did you mean /ws/websocket?
            unknown-endpoint       | 404 | GET /api/v1/events HTTP/1.1|                               | There is no context path
            unknown-endpoint       | 404 | GET /app/info?t=1 HTTP/1.1 | plain                         | SockJS below /ws/
            unknown-endpoint       | 404 | GET /ws/info HTTP/1.1      |                               | did you mean
            host-refused           | 421 | GET /ws HTTP/1.1           | Host=example.com              | localhost
            bad-method             | 405 | POST /ws HTTP/1.1          | Content-Length=0              | POST is not taken
            bad-method             | 405 | HEAD /ws HTTP/1.1          |                               |
            bad-method             | 405 | DELETE /ws/info HTTP/1.1   | plain                         | DELETE is not taken
            bad-method             | 405 | GET /ws/0/a/xhr HTTP/1.1   | plain                         | GET is not taken
            not-an-upgrade         | 426 | GET /ws HTTP/1.1           | plain                         | It arrived as HTTP/1.1 for http://localhost
            not-an-upgrade         | 426 | GET /ws/ HTTP/1.1          | plain                         | http://localhost
            not-an-upgrade         | 426 | GET /ws/websocket HTTP/1.0 | plain                         | http://localhost
            not-an-upgrade         | 426 | HEAD /ws HTTP/1.1          | plain                         |
            not-an-upgrade         | 426 | GET /ws HTTP/1.1           | plain & Upgrade=h2c & Connection=Upgrade, HTTP2-Settings & HTTP2-Settings=AAMAAABkAAQAoAAAAAIAAAAA | does not ask for an upgrade
            upgrade-stripped       | 426 | GET /ws HTTP/1.1           | ~Upgrade & Via=1.1 nginx      | Via: 1.1 nginx
            upgrade-stripped       | 426 | GET /ws HTTP/1.1           | ~Upgrade & ~Connection & ~Sec-WebSocket-Key | hop-by-hop
            connection-not-upgrade | 400 | GET /ws HTTP/1.1           | Connection=keep-alive         | it is 'keep-alive'
            connection-not-upgrade | 400 | GET /ws HTTP/1.1           | Connection=close              | it is 'close'
            connection-not-upgrade | 400 | GET /ws HTTP/1.1           | ~Connection                   | it is missing
            http-1.0               | 426 | GET /ws HTTP/1.0           |                               | HTTP/1.0
            bad-version            | 426 | GET /ws HTTP/1.1           | Sec-WebSocket-Version=8       | it is '8'
            bad-version            | 426 | GET /ws HTTP/1.1           | ~Sec-WebSocket-Version        | it is missing
            bad-key                | 400 | GET /ws HTTP/1.1           | ~Sec-WebSocket-Key            | it is missing
            bad-key                | 400 | GET /ws HTTP/1.1           | Sec-WebSocket-Key=c2hvcnQ=    | something else
            bad-key                | 400 | GET /ws HTTP/1.1           | Sec-WebSocket-Key=dGhlIHNhbXBsZSBub25jZQ!! | something else
            origin-refused         | 403 | GET /ws HTTP/1.1           | Origin=https://evil.example   | https://evil.example
            origin-refused         | 403 | GET /ws HTTP/1.1           | Origin=null                   | its own origin to be http://localhost
            origin-refused         | 403 | GET /ws HTTP/1.1           | Origin=https://localhost      | https://localhost
            origin-refused         | 403 | GET /ws HTTP/1.1           | Origin=https://a.b.friends.example | friends
            origin-refused         | 403 | GET /ws/info HTTP/1.1      | plain & Origin=http://localhost:1 | http://localhost:1
            origin-refused         | 403 | POST /ws/0/a/xhr HTTP/1.1  | plain & Origin=https://evil.example & Content-Length=0 | evil
            no-common-subprotocol  | 400 | GET /ws HTTP/1.1           | Sec-WebSocket-Protocol=mqtt, wamp | mqtt, wamp; this server speaks v12.stomp
            sockjs-session-unknown | 404 | POST /ws/0/none/xhr_send HTTP/1.1 | plain & Content-Length=0 | lives on another
            sockjs-session-unknown | 404 | POST /ws/0/none/jsonp_send HTTP/1.1 | plain & Content-Length=0 | lives on another
            bad-sockjs-path        | 404 | POST /ws/none/xhr HTTP/1.1 | plain & Content-Length=0      | what arrived is /ws/.../xhr
            bad-sockjs-path        | 404 | GET /ws/a/b/c/d HTTP/1.1   | plain                         | /ws/a/b/c/d
            bad-sockjs-path        | 404 | GET /ws/0/a/jsonp HTTP/1.1 | plain                         | /ws/{server}/{session}/{transport}
            bad-sockjs-path        | 404 | GET /ws/elsewhere HTTP/1.1 |                               | /ws/elsewhere
            malformed              | 400 | GET /ws%2Fx HTTP/1.1       |                               | %2F
            malformed              | 400 | GET /ws/%00 HTTP/1.1       |                               | %2F
            malformed              | 400 | GET /ws HTTP/1.1           | Sec-WebSocket-Extensions=;;=" | one of its headers
            malformed              | 400 | GET /ws?a=%zz HTTP/1.1     |                               | percent-encoded
            malformed              | 400 | GET /ws?a=^ HTTP/1.1       |                               | percent-encoded
            malformed              | 505 | GET /ws HTTP/1.2           |                               | not valid HTTP
            malformed              | 400 | GET /ws HTTP/1.1           | Host=a b                      | not valid HTTP
            """)
    void isRefusedAndExplained(String reason, int status, String requestLine, String changes, String detail) {
        String all = changes == null ? "" : changes.replace("plain", PLAIN);
        String agent = UUID.randomUUID().toString();
        double before = refused(reason);
        Handshake.Answer answer =
                RawHttp.refusal(port, handshake(requestLine, all).with("User-Agent", agent));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Fanfare-Handshake")).isEqualTo(reason);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Upgrade")).isEqualTo(status == 426 ? "websocket" : "");
        assertThat(answer.header("Sec-WebSocket-Version")).isEqualTo(reason.equals("bad-version") ? "13" : "");
        if (!requestLine.startsWith("HEAD")) {
            JsonNode problem = JsonMapper.shared().readTree(answer.body());
            assertThat(problem.path("type").asString()).isEqualTo("about:blank");
            assertThat(problem.path("title").asString()).isNotBlank();
            assertThat(problem.path("status").asInt()).isEqualTo(status);
            assertThat(problem.path("reason").asString()).isEqualTo(reason);
            assertThat(problem.path("detail").asString()).contains(detail);
            assertThat(problem.path("fix").asString()).isNotBlank();
        }
        assertThat(refused(reason) - before).isEqualTo(1);
        assertThat(log.lines()).singleElement().asString().startsWith("Handshake refused: " + reason + " " + status);
        JsonNode entry = reason.equals("malformed") ? latest().path(0) : entryOf(agent);
        assertThat(entry.path("reason").asString()).isEqualTo(reason);
        assertThat(entry.path("status").asInt()).isEqualTo(status);
    }

    private double refused(String reason) {
        return registry.get("fanfare.handshakes.refused")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    private JsonNode latest() {
        return JsonMapper.shared()
                .readTree(Http.get(port, "/actuator/handshakes").body())
                .path("refused");
    }

    private JsonNode entryOf(String agent) {
        JsonNode listing = latest();
        return StreamSupport.stream(listing.spliterator(), false)
                .filter(entry ->
                        entry.path("headers").path("User-Agent").asString("").equals(agent))
                .findFirst()
                .orElseThrow(() -> new AssertionError(listing.toPrettyString()));
    }

    @Test
    void anAddressThatIsTooLongIsExplained() {
        Handshake.Answer answer = RawHttp.refusal(port, Handshake.to("/ws?token=" + "a".repeat(20_000)));
        assertThat(answer.status()).isEqualTo(414);
        assertThat(answer.header("Fanfare-Handshake")).isEqualTo("malformed");
        assertThat(answer.body()).contains("\"fix\":");
    }

    @Test
    void badMethodsAreToldWhichAreTaken() {
        assertThat(RawHttp.refusal(port, handshake("PUT /ws HTTP/1.1", "Content-Length=0"))
                        .header("Allow"))
                .isEqualTo("GET, CONNECT");
    }

    /** RFC 6455, section 1.3. */
    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/ws/", "/ws/websocket", "/%77s", "/ws/000/rfc/websocket"})
    void theExampleOfTheRfcOpens(String path) {
        try (StompTestClient client = StompTestClient.open(port, Handshake.to(path))) {
            assertThat(client.handshakeAnswer().status()).isEqualTo(101);
            assertThat(client.handshakeAnswer().header("Sec-WebSocket-Accept"))
                    .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(client.handshakeAnswer().header("Upgrade")).isEqualTo("websocket");
            assertThat(client.handshakeAnswer().header("Connection")).isEqualTo("Upgrade");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection=keep-alive, UPGRADE",
                "Connection=uPgRaDe",
                "Upgrade=WebSocket",
                "Upgrade=h2c, WEBSOCKET",
                "Origin=https://friend.example",
                "Origin=HTTPS://Friend.Example:443",
                "Origin=https://a.friends.example",
                "Sec-WebSocket-Protocol=mqtt, V12.stomp",
                "Sec-WebSocket-Protocol=",
                "Sec-WebSocket-Extensions=permessage-deflate; client_max_window_bits"
            })
    void whatIsRightOpensHoweverItIsWritten(String change) {
        try (StompTestClient client = StompTestClient.open(port, handshake("GET /ws HTTP/1.1", change))) {
            client.handshake("1.2");
        }
    }

    @Test
    void aPageOfItsOwnOpens() {
        Handshake own = Handshake.to("/ws").with("Origin", "http://localhost:" + port);
        try (StompTestClient client = StompTestClient.open(port, own)) {
            client.handshake("1.2");
        }
    }

    /** Each request has all faults from one on; the first is given. */
    @Test
    void theFirstReasonIsGiven() {
        Handshake all = Handshake.to("/other")
                .requestLine("POST /other HTTP/1.0")
                .with("Host", "example.com")
                .with("Connection", "close")
                .with("Content-Length", "0")
                .with("Sec-WebSocket-Version", "8")
                .with("Sec-WebSocket-Key", "x")
                .with("Origin", "https://evil.example")
                .with("Sec-WebSocket-Protocol", "mqtt")
                .without("Upgrade");
        assertThat(reason(all)).isEqualTo("unknown-endpoint");
        Handshake next = all.requestLine("POST /ws HTTP/1.0");
        assertThat(reason(next)).isEqualTo("host-refused");
        next = next.with("Host", "localhost");
        assertThat(reason(next)).isEqualTo("bad-method");
        next = next.requestLine("GET /ws HTTP/1.0");
        assertThat(reason(next)).isEqualTo("upgrade-stripped");
        next = next.with("Upgrade", "websocket");
        assertThat(reason(next)).isEqualTo("connection-not-upgrade");
        next = next.with("Connection", "Upgrade");
        assertThat(reason(next)).isEqualTo("http-1.0");
        next = next.requestLine("GET /ws HTTP/1.1");
        assertThat(reason(next)).isEqualTo("bad-version");
        next = next.with("Sec-WebSocket-Version", "13");
        assertThat(reason(next)).isEqualTo("bad-key");
        next = next.with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        assertThat(reason(next)).isEqualTo("origin-refused");
        next = next.without("Origin");
        assertThat(reason(next)).isEqualTo("no-common-subprotocol");
    }

    private String reason(Handshake handshake) {
        return RawHttp.refusal(port, handshake).header("Fanfare-Handshake");
    }

    @Test
    void aRequestWithoutHostIsExplained() {
        Handshake.Answer answer = RawHttp.answer(
                port,
                "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Fanfare-Handshake")).isEqualTo("malformed");
        assertThat(answer.body()).contains("one Host header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/info", "/", "/console.json", "/v3/api-docs"})
    void whatIsNoHandshakePassesBy(String path) {
        assertThat(Http.get(port, path).statusCode()).isEqualTo(200);
        assertThat(Http.get(port, path).headers().firstValue("Fanfare-Handshake"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/wsx", "/ws2/b"})
    void aPathThatOnlyBeginsAlikeIsNone(String path) {
        assertThat(Http.get(port, path).statusCode()).isEqualTo(404);
        assertThat(Http.get(port, path).headers().firstValue("Fanfare-Handshake"))
                .isEmpty();
    }

    @Test
    void sockJsAnswersPagesOfAllowedOriginsAsCorsHasIt() {
        Handshake info = handshake("GET /ws/info HTTP/1.1", PLAIN + " & Origin=https://a.friends.example");
        Handshake.Answer answer = RawHttp.refusal(port, info);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://a.friends.example");
        Handshake preflight = handshake(
                "OPTIONS /ws/0/a/xhr HTTP/1.1",
                PLAIN + " & Origin=https://friend.example & Access-Control-Request-Method=POST");
        answer = RawHttp.refusal(port, preflight);
        assertThat(answer.status()).isIn(200, 204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST /ws/0/none/xhr_send HTTP/1.1 | https://a.friends.example | sockjs-session-unknown
            GET /app/info HTTP/1.1            | https://friend.example    | unknown-endpoint
            GET /ws/0/info HTTP/1.1           | https://friend.example    | bad-sockjs-path
            """)
    void pagesOfAllowedOriginsMayReadWhyTheyAreRefused(String requestLine, String origin, String reason) {
        Handshake request =
                handshake(requestLine, PLAIN).with("Content-Length", "0").with("Origin", origin);
        Handshake.Answer answer = RawHttp.refusal(port, request);
        assertThat(answer.header("Fanfare-Handshake")).isEqualTo(reason);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(answer.header("Vary")).isEqualTo("Origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null"})
    void othersMayNot(String origin) {
        Handshake request = handshake("GET /app/info HTTP/1.1", PLAIN).with("Origin", origin);
        Handshake.Answer answer = RawHttp.refusal(port, request);
        assertThat(answer.headers()).containsKey("Fanfare-Handshake").doesNotContainKey("Access-Control-Allow-Origin");
    }

    @Test
    void noSecretIsShown() {
        String token = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.c2lnbmF0dXJl";
        String agent = UUID.randomUUID().toString();
        Handshake handshake = handshake("GET /ws?access_token=" + token + " HTTP/1.1", "")
                .with("User-Agent", agent)
                .with("Authorization", "Bearer " + token)
                .with("Cookie", "session=" + token)
                .with("Sec-WebSocket-Protocol", "bearer, " + token);
        assertThat(reason(handshake)).isEqualTo("no-common-subprotocol");
        Handshake send = handshake("POST /ws/0/" + token.replace('.', '-') + "/xhr_send HTTP/1.1", PLAIN)
                .with("Content-Length", "0");
        assertThat(reason(send)).isEqualTo("sockjs-session-unknown");
        String shown = Http.get(port, "/actuator/handshakes").body();
        assertThat(entryOf(agent).path("headers").path("Sec-WebSocket-Key").asString())
                .isEqualTo("(16 bytes)");
        for (String text : List.of(shown, String.join("\n", log.lines()))) {
            assertThat(text).doesNotContain(token, token.replace('.', '-'), "dGhlIHNhbXBsZSBub25jZQ");
        }
    }
}
