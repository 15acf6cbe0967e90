package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.FanfareApplication;
import io.fanfare.session.Sessions;
import io.fanfare.testing.Close;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.StompTestClient;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How settings change what is refused, and how that is said. */
class HandshakeSettingsTests {

    private static void opens(int port, Handshake handshake) {
        try (StompTestClient client = StompTestClient.open(port, handshake)) {
            assertThat(client.handshakeAnswer().status()).isEqualTo(101);
        }
    }

    private static Handshake.Answer refused(int port, Handshake handshake, String reason) {
        Handshake.Answer answer = RawHttp.refusal(port, handshake);
        assertThat(answer.header("Fanfare-Handshake")).as(answer.toString()).isEqualTo(reason);
        return answer;
    }

    @Nested
    @FanfareServer({"server.servlet.context-path=/push", "fanfare.stomp.path=/live/stomp"})
    class WithAContextPath {

        @LocalServerPort
        int port;

        @ParameterizedTest
        @ValueSource(strings = {"/push/live/stomp", "/push/live/stomp/", "/push/live/stomp/websocket"})
        void theEndpointsAreBelowIt(String path) {
            opens(port, Handshake.to(path));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/live/stomp", "/push/stomp", "/push", "/push/", "/stomp", "/pushlive/stomp", "/"})
        void allElseIsToldWhereTheyAre(String path) {
            assertThat(refused(port, Handshake.to(path), "unknown-endpoint").body())
                    .contains("did you mean /push/live/stomp", "The context path is /push.");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/live/stomp/info", "/push/stomp/info", "/info", "/push/info"})
        void soIsSockJs(String path) {
            var answer = Http.get(port, path);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Fanfare-Handshake")).hasValue("unknown-endpoint");
        }

        @Test
        void whatIsNotFoundAndNoHandshakeIsAnsweredAsEver() {
            var answer = Http.get(port, "/live");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Fanfare-Handshake")).isEmpty();
        }
    }

    /** TLS ends at a proxy, or does not. */
    private static final class Offload {

        private static Handshake with(String proto, String origin) {
            return Handshake.to("/ws")
                    .with("Host", "app.example")
                    .with("X-Forwarded-Proto", proto)
                    .with("X-Real-IP", "192.0.2.1")
                    .with("Origin", origin);
        }

        private static Handshake behindAnotherHost() {
            return Handshake.to("/ws")
                    .with("X-Forwarded-Proto", "https")
                    .with("X-Forwarded-Host", "app.example:8443")
                    .with("Origin", "https://app.example:8443");
        }
    }

    @Nested
    @SpringBootTest(
            classes = FanfareApplication.class,
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {"server.address=127.0.0.1", "server.forward-headers-strategy=none"})
    class WithForwardedHeadersIgnored {

        @LocalServerPort
        int port;

        @Test
        void aPageBehindTlsOffloadIsToldWhatToSet() {
            assertThat(refused(port, Offload.with("https", "https://app.example"), "origin-refused")
                            .body())
                    .contains(
                            "https://app.example",
                            "its own origin to be http://app.example.",
                            "X-Forwarded-Proto: https",
                            "fanfare.stomp.allowed-origins",
                            "server.forward-headers-strategy",
                            "nginx");
        }

        @Test
        void aPageWithoutTlsOpens() {
            opens(port, Offload.with("https", "http://app.example"));
        }
    }

    @Nested
    @SpringBootTest(
            classes = FanfareApplication.class,
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {"server.address=127.0.0.1", "server.forward-headers-strategy=native"})
    class WithForwardedHeadersReadByJetty extends Behind {

        @Test
        void whatCannotBeReadIsExplained() {
            refused(port, Offload.with("https", "https://app.example").with("X-Forwarded-Port", "x"), "malformed");
        }
    }

    @Nested
    @SpringBootTest(
            classes = FanfareApplication.class,
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {"server.address=127.0.0.1", "server.forward-headers-strategy=framework"})
    class WithForwardedHeadersReadBySpring extends Behind {

        @Test
        void whatCannotBeReadIsExplained() {
            refused(port, Offload.with("https", "https://app.example").with("X-Forwarded-Port", "x"), "malformed");
        }

        @ParameterizedTest
        @CsvSource({
            "X-Forwarded-Prefix, x",
            "X-Forwarded-Prefix, https://evil.example/..",
            "X-Forwarded-Proto, javascript",
            "X-Forwarded-Host, <script>",
            "X-Forwarded-Host, a:b:c",
            "Forwarded, host=\"[::1"
        })
        void whatIsNoUrlIsExplained(String header, String value) {
            assertThat(refused(port, Handshake.to("/ws").with(header, value), "malformed")
                            .status())
                    .isEqualTo(400);
        }

        /** Else the answer would advise to connect to it. */
        @Test
        void whatIsNoUrlIsToldBeforeAllElse() {
            Handshake plain = Handshake.to("/ws").without("Upgrade").without("Sec-WebSocket-Key");
            refused(port, plain.without("Sec-WebSocket-Version").with("X-Forwarded-Proto", "javascript"), "malformed");
        }

        @Test
        void theProxyIsNamedAlthoughItsHeadersAreHidden() {
            assertThat(refused(port, Offload.with("https", "https://other.example"), "origin-refused")
                            .body())
                    .contains("X-Forwarded-Proto: https", "nginx");
        }
    }

    /** What holds whoever reads them. */
    abstract static class Behind {

        @LocalServerPort
        int port;

        @ParameterizedTest
        @CsvSource({"https, https://app.example", "wss, https://app.example", "http, http://app.example"})
        void itsOwnPagesOpen(String proto, String origin) {
            opens(port, Offload.with(proto, origin));
        }

        @Test
        void itsOwnPagesOpenBehindAnotherName() {
            opens(port, Offload.behindAnotherHost());
        }

        @ParameterizedTest
        @CsvSource({"https, http://app.example", "https, https://app.example:8443", "http, https://app.example"})
        void othersDoNot(String proto, String origin) {
            refused(port, Offload.with(proto, origin), "origin-refused");
        }
    }

    @Nested
    @FanfareServer("fanfare.stomp.allowed-origins=*")
    class WithAnyOrigin {

        @LocalServerPort
        int port;

        @ParameterizedTest
        @ValueSource(strings = {"https://any.example", "app://x", "http://[::1]:1", "https://any.example:99999"})
        void pagesOpen(String origin) {
            opens(port, Handshake.to("/ws").with("Origin", origin));
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "https://a:b:c", "https://", "https://a/b", "nonsense"})
        void whatIsNoOriginDoesNot(String origin) {
            refused(port, Handshake.to("/ws").with("Origin", origin), "origin-refused");
        }
    }

    @Nested
    @FanfareServer("fanfare.stomp.allowed-origins=null")
    class WithPagesOfNoOrigin {

        @LocalServerPort
        int port;

        @Test
        void theyOpenAndOthersDoNot() {
            opens(port, Handshake.to("/ws").with("Origin", "null"));
            refused(port, Handshake.to("/ws").with("Origin", "https://any.example"), "origin-refused");
        }
    }

    @Nested
    @FanfareServer("fanfare.stomp.explain-in-close=true")
    class WithReasonsInTheClose {

        @LocalServerPort
        int port;

        @Autowired
        Sessions sessions;

        private Close close(Handshake handshake) {
            try (StompTestClient page = StompTestClient.open(port, handshake)) {
                page.sendIfOpen("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
                return page.expectClose();
            }
        }

        @ParameterizedTest
        @CsvSource({
            "/ws, https://evil.example, v12.stomp, 4403, origin-refused",
            "/other, https://evil.example, v12.stomp, 4404, unknown-endpoint",
            "/ws, '', mqtt, 4400, no-common-subprotocol",
            "/ws/0/a/b/websocket, '', v12.stomp, 4404, bad-sockjs-path"
        })
        void aPageSeesWhy(String path, String origin, String subprotocol, int code, String reason) {
            Handshake handshake = Handshake.to(path)
                    .subprotocols(subprotocol)
                    .with("Origin", origin.isEmpty() ? "http://localhost:" + port : origin);
            Close close = close(handshake);
            assertThat(close.code()).isEqualTo(code);
            assertThat(close.reason()).isEqualTo(reason);
        }

        @Test
        void aPageIsToldToComeBackFromAnInstanceThatStops() {
            sessions.accept(false);
            try {
                Close close = close(Handshake.to("/ws").with("Origin", "http://localhost:" + port));
                assertThat(close.code()).isEqualTo(1013);
                assertThat(close.reason()).matches("draining; retry-ms=\\d+");
            } finally {
                sessions.accept(true);
            }
        }

        @Test
        void whoeverReadsTheAnswerGetsIt() {
            refused(port, Handshake.to("/other"), "unknown-endpoint");
            refused(
                    port,
                    Handshake.to("/ws").with("Origin", "https://evil.example").with("Sec-WebSocket-Key", "x"),
                    "bad-key");
        }
    }

    @Nested
    @FanfareServer
    class WhileStopping {

        @LocalServerPort
        int port;

        @Autowired
        Sessions sessions;

        @Test
        void nobodyIsLetIn() {
            sessions.accept(false);
            try {
                Handshake.Answer answer = refused(port, Handshake.to("/ws"), "draining");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).matches("\\d+");
                assertThat(Http.get(port, "/ws/info").statusCode()).isEqualTo(503);
            } finally {
                sessions.accept(true);
            }
        }
    }
}
