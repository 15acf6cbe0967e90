package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.FanfareApplication;
import io.fanfare.testing.FanfareServer;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What pages of other sites cannot do to a service that is open to everyone on this machine. */
class LocalGateTests {

    private static final String PUBLISH = "POST /api/v1/destinations/topic/gate HTTP/1.1";

    private static Reply ask(int port, String requestLine, String... headers) {
        return Wire.ask(port, Wire.lines(requestLine, String.join("\r\n", headers)));
    }

    @Nested
    @FanfareServer("fanfare.stomp.allowed-origins=https://friend.example")
    class InDev {

        @LocalServerPort
        int port;

        @Autowired
        MeterRegistry registry;

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "localhost",
                    "LocalHost:1",
                    "fanfare.localhost",
                    "a.b.localhost:65535",
                    "127.0.0.1:8080",
                    "127.255.0.9",
                    "[::1]",
                    "[::1]:8080",
                    "[0:0:0:0:0:0:0:1]:80"
                })
        void thisMachineIsAnsweredByItsNames(String host) {
            ask(port, PUBLISH, "Host: " + host, "Content-Length: 0").isAccepted();
        }

        @Test
        void whoNamesNoHostIsAnswered() {
            assertThat(Wire.ask(port, "GET /favicon.svg HTTP/1.0\r\n\r\n").status())
                    .isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "example.com",
                    "localhost.example.com:80",
                    "evillocalhost",
                    "127.0.0.1.example.com",
                    "128.0.0.1",
                    "[::2]",
                    "[::1].example.com",
                    "localhost:80@example.com",
                    ""
                })
        void anotherNameIsRefused(String host) {
            Reply reply = ask(port, "GET /actuator/health HTTP/1.1", "Host: " + host, "X-Forwarded-Host: localhost");
            assertThat(reply.status()).isIn(421, 400);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "GET /",
                    "GET /main.js",
                    "GET /console.json",
                    "GET /v3/api-docs",
                    "GET /actuator/health",
                    "GET /actuator/env",
                    "GET /ws",
                    "GET /ws/info",
                    "POST /ws/000/a/xhr",
                    "POST /api/v1/events",
                    "POST /api/v1/events/batch",
                    "POST /api/v1/destinations/topic/gate",
                    "GET /nowhere"
                })
        void noPathAnswersToAnotherName(String request) {
            ask(port, request + " HTTP/1.1", "Host: example.com")
                    .isProblem(421)
                    .contains("localhost", "fanfare.security.open");
        }

        @Test
        void noHandshakeIsTakenUnderAnotherName() {
            ask(
                            port,
                            "GET /ws HTTP/1.1",
                            "Host: example.com:" + port,
                            "Origin: http://example.com:" + port,
                            "Upgrade: websocket",
                            "Connection: Upgrade",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                            "Sec-WebSocket-Version: 13")
                    .isProblem(421);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://example.com",
                    "null",
                    "http://localhost:1",
                    "https://localhost:8080",
                    "http://localhost:8080.example.com",
                    ""
                })
        void aPageOfAnotherOriginChangesNothing(String origin) {
            double before = forbidden();
            for (String request : new String[] {PUBLISH, "DELETE /actuator/sessions/a HTTP/1.1"}) {
                ask(port, request, "Host: localhost:8080", "Origin: " + origin, "Content-Length: 0")
                        .isProblem(403)
                        .contains("fanfare.stomp.allowed-origins");
            }
            assertThat(forbidden() - before).isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://localhost:8080", "https://friend.example", "HTTPS://Friend.Example"})
        void itsOwnPagesAndThoseThatAreAllowedDo(String origin) {
            ask(port, PUBLISH, "Host: localhost:8080", "Origin: " + origin, "Content-Length: 0")
                    .isAccepted();
        }

        @Test
        void whatChangesNothingMayComeFromAnywhere() {
            assertThat(ask(port, "GET /favicon.svg HTTP/1.1", "Host: localhost", "Origin: https://example.com")
                            .status())
                    .isEqualTo(200);
        }

        private double forbidden() {
            return registry.get("fanfare.events.published")
                    .tags("source", "http", "outcome", "forbidden")
                    .functionCounter()
                    .count();
        }
    }

    @Nested
    @SpringBootTest(
            classes = FanfareApplication.class,
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {"fanfare.security.open=true", "server.address=0.0.0.0"})
    class ReachableByOthers {

        @LocalServerPort
        int port;

        @Test
        void anyNameIsAnswered() {
            ask(port, PUBLISH, "Host: example.com", "Origin: https://example.org", "Content-Length: 0")
                    .isAccepted();
        }
    }
}
