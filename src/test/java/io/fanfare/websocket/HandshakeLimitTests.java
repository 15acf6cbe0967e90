package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.limit.Places;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.LogLines;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.SockJsTestClient;
import io.fanfare.testing.StompTestClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Limits of connections and of handshakes: who is refused, what they are told, and that a place comes back. */
class HandshakeLimitTests {

    private static final String PAGE = "http://localhost:";

    abstract static class Limited {

        @LocalServerPort
        int port;

        @Autowired
        MeterRegistry registry;

        @Autowired
        Places places;

        @Autowired
        StompWebSocketHandler handler;

        private LogLines log;

        /** Where the service starts, Spring sets up logging anew. */
        @BeforeEach
        void listen() {
            log = new LogLines("io.fanfare.ops.HandshakeLog");
        }

        @AfterEach
        void end() {
            log.close();
            await().untilAsserted(() -> assertThat(places.taken()).isZero());
        }

        /** Refused, and told everywhere. */
        void isTold(Handshake handshake, String reason, int status, String setting) {
            double before = counted(reason);
            String agent = UUID.randomUUID().toString();
            Handshake.Answer answer = refusal(handshake.with("User-Agent", agent));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
            assertThat(answer.header("Fanfare-Handshake")).isEqualTo(reason);
            assertThat(answer.header("Retry-After")).matches("[1-9]\\d*");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            JsonNode problem = JsonMapper.shared().readTree(answer.body());
            assertThat(problem.path("title").asString()).isNotBlank();
            assertThat(problem.path("reason").asString()).isEqualTo(reason);
            assertThat(problem.path("detail").asString()).contains(setting + " allows");
            assertThat(problem.path("fix").asString()).contains("raise " + setting + " (");
            assertThat(counted(reason) - before).isEqualTo(1);
            assertThat(log.lines())
                    .last()
                    .asString()
                    .startsWith("Handshake refused: " + reason + " " + status)
                    .contains(setting);
            JsonNode entry = JsonMapper.shared()
                    .readTree(Http.get(port, "/actuator/handshakes").body())
                    .path("refused")
                    .path(0);
            assertThat(entry.path("reason").asString()).isEqualTo(reason);
            assertThat(entry.path("headers").path("User-Agent").asString()).isEqualTo(agent);
        }

        /** Those that come at first, or in the next second, may be let in. */
        private Handshake.Answer refusal(Handshake handshake) {
            for (int i = 0; i < 10; i++) {
                try (RawHttp.Held _ = RawHttp.hold(port, handshake)) {
                    // one more
                } catch (Handshake.Refused refused) {
                    return refused.answer();
                }
            }
            throw new AssertionError("none was refused");
        }

        private double counted(String reason) {
            return registry.get("fanfare.handshakes.refused")
                    .tag("reason", reason)
                    .functionCounter()
                    .count();
        }

        void awaitTaken(int count) {
            await().untilAsserted(() -> assertThat(places.taken()).isEqualTo(count));
        }
    }

    @Nested
    @FanfareServer("fanfare.limits.connections=2")
    class OfConnections extends Limited {

        private static final String SETTING = "fanfare.limits.connections";

        @Test
        void oneMoreIsRefusedUntilOneHasGone() {
            try (StompTestClient _ = StompTestClient.connect(port)) {
                try (RawHttp.Held _ = RawHttp.hold(port, Handshake.to("/ws/0/one/websocket"))) {
                    isTold(Handshake.to("/ws"), "too-many-connections", 503, SETTING);
                    isTold(Handshake.to("/ws/0/two/websocket"), "too-many-connections", 503, SETTING);
                    isTold(xhr("three"), "too-many-connections", 503, SETTING);
                    assertThat(Http.get(port, "/ws/info").statusCode()).isEqualTo(200);
                }
                awaitTaken(1);
                StompTestClient.connect(port).close();
            }
        }

        private static Handshake xhr(String session) {
            return Handshake.to("/ws")
                    .requestLine("POST /ws/0/" + session + "/xhr HTTP/1.1")
                    .without("Upgrade")
                    .without("Connection")
                    .without("Sec-WebSocket-Key")
                    .without("Sec-WebSocket-Version")
                    .with("Content-Length", "0");
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void aSockJsSessionIsOneConnectionHoweverManyRequestsItMakes(boolean poll) {
            try (SockJsTestClient client = poll ? SockJsTestClient.poll(port) : SockJsTestClient.stream(port);
                    StompTestClient other = StompTestClient.connect(port)) {
                client.connect();
                for (int i = 0; i < 3; i++) {
                    client.send("SUBSCRIBE\nid:" + i + "\ndestination:/topic/a\nreceipt:" + i + "\n\n\0");
                    client.expect("a[\"RECEIPT");
                }
                assertThat(places.taken()).isEqualTo(2);
                client.send("DISCONNECT\n\n\0");
                client.expect("c[");
                other.send("DISCONNECT\n\n\0");
                other.expectClose();
            }
        }

        /** Spring knows a SockJS session for a while after its end. */
        @Test
        void aSockJsWebSocketCountsThoughItsSessionIsKnownFromBefore() {
            Handshake again = Handshake.to("/ws/0/again/websocket");
            for (int i = 0; i < 3; i++) {
                try (RawHttp.Held _ = RawHttp.hold(port, again)) {
                    assertThat(places.taken()).isOne();
                    await().until(() -> handler.isSockJsSession("again"));
                    assertThat(RawHttp.refusal(port, again).header("Fanfare-Handshake"))
                            .isEqualTo("bad-sockjs-path");
                }
                awaitTaken(0);
            }
        }

        /** Spring keeps the session that it made for the first request, and would open it with the second. */
        @Test
        void aSessionWhoseFirstRequestWasRefusedDoesNotOpenWithoutAPlace() {
            String session = UUID.randomUUID().toString();
            String first = "GET /ws/0/" + session + "/htmlfile HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n";
            assertThat(RawHttp.answer(port, first).status()).isEqualTo(400);
            RawHttp.answer(port, first.replace("htmlfile", "htmlfile?c=f"));
            assertThat(handler.isSockJsSession(session)).isFalse();
        }

        @Test
        void aClientThatVanishesGivesItsPlaceBack() {
            StompTestClient.connect(port).abort();
            StompTestClient.open(port).abort();
            awaitTaken(0);
        }

        /** Whatever is refused behind the gate. */
        @ParameterizedTest
        @ValueSource(strings = {"Sec-WebSocket-Extensions=;;=\"", "Sec-WebSocket-Protocol=mqtt"})
        void aHandshakeThatFailsLaterHasNoPlace(String header) {
            String[] parts = header.split("=", 2);
            for (int i = 0; i < 5; i++) {
                assertThat(RawHttp.refusal(port, Handshake.to("/ws").with(parts[0], parts[1]))
                                .status())
                        .isEqualTo(400);
            }
            assertThat(places.taken()).isZero();
        }

        @Test
        void whatIsWrongInItselfIsToldFirst() {
            try (StompTestClient _ = StompTestClient.connect(port);
                    StompTestClient _ = StompTestClient.connect(port)) {
                assertThat(RawHttp.refusal(port, Handshake.to("/ws").with("Origin", "https://evil.example"))
                                .header("Fanfare-Handshake"))
                        .isEqualTo("origin-refused");
                assertThat(RawHttp.refusal(port, Handshake.to("/ws").subprotocols("mqtt"))
                                .header("Fanfare-Handshake"))
                        .isEqualTo("too-many-connections");
            }
        }
    }

    @Nested
    @FanfareServer("fanfare.limits.connections=3")
    class AtOnce extends Limited {

        @Test
        void whoeverComesAtOnceTheLimitHolds() throws InterruptedException, ExecutionException {
            try (ExecutorService runners = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Integer>> open = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    open.add(runners.submit(this::openWhenIn));
                }
                for (Future<Integer> each : open) {
                    assertThat(each.get()).isLessThanOrEqualTo(3);
                }
            }
        }

        /** How many places were taken while this had one; 0 if it was refused. */
        private int openWhenIn() {
            try (StompTestClient client = StompTestClient.open(port)) {
                client.handshake("1.2");
                return places.taken();
            } catch (Handshake.Refused refused) {
                assertThat(refused.answer().status()).isEqualTo(503);
                return 0;
            }
        }
    }

    @Nested
    @FanfareServer({"fanfare.limits.connections-per-address=1", "server.forward-headers-strategy=native"})
    class OfConnectionsOfAnAddress extends Limited {

        @Test
        void oneMoreIsRefusedAndAnotherAddressIsNot() {
            Handshake handshake = Handshake.to("/ws");
            try (StompTestClient _ = StompTestClient.open(port, handshake.with("X-Forwarded-For", "192.0.2.1"))) {
                isTold(
                        handshake.with("X-Forwarded-For", "192.0.2.1"),
                        "too-many-connections",
                        503,
                        "fanfare.limits.connections-per-address");
                StompTestClient.open(port, handshake.with("X-Forwarded-For", "192.0.2.2"))
                        .close();
            }
        }

        @Test
        void whoeverIsBehindAProxyIsToldWhatToSet() {
            try (StompTestClient _ = StompTestClient.open(port)) {
                assertThat(RawHttp.refusal(port, Handshake.to("/ws")).body())
                        .contains("from 127.0.0.1", "server.forward-headers-strategy=native", "X-Forwarded-For");
            }
        }
    }

    @Nested
    @FanfareServer("fanfare.limits.handshakes-per-second=1")
    class OfHandshakes extends Limited {

        @Test
        void thoseThatComeTooFastAreRefused() {
            isTold(Handshake.to("/ws"), "too-many-handshakes", 429, "fanfare.limits.handshakes-per-second");
        }
    }

    @Nested
    @FanfareServer("fanfare.limits.handshakes-per-second-per-address=1")
    class OfHandshakesOfAnAddress extends Limited {

        @Test
        void thoseThatComeTooFastAreRefused() {
            isTold(Handshake.to("/ws"), "too-many-handshakes", 429, "fanfare.limits.handshakes-per-second-per-address");
        }
    }

    @Nested
    @FanfareServer({"fanfare.limits.connections=1", "fanfare.stomp.explain-in-close=true"})
    class ToldInTheClose extends Limited {

        @Test
        void aPageIsToldToComeBack() {
            Handshake page = Handshake.to("/ws").with("Origin", PAGE + port);
            try (StompTestClient _ = StompTestClient.open(port, page);
                    StompTestClient refused = StompTestClient.open(port, page)) {
                assertThat(refused.expectClose()).satisfies(close -> {
                    assertThat(close.code()).isEqualTo(4509);
                    assertThat(close.reason()).matches("too-many-connections; retry-ms=\\d+");
                });
            }
        }
    }
}
