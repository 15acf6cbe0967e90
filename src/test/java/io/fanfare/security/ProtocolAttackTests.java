package io.fanfare.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TokenIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Attacks by frames, destinations and headers; after each the service still serves. */
@ClosedServer(
        "fanfare.stomp.allowed-origins=https://example.com,https://*.friends.example,https://xn--bcher-kva.example")
class ProtocolAttackTests {

    private static final String CONNECT = "CONNECT\naccept-version:1.2\nhost:x\n\n\0";

    @LocalServerPort
    int port;

    @AfterEach
    void isServing() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/public.a");
        }
    }

    private void isRefused(StompTestClient client, int code, String words) {
        assertThat(client.expectRefusal(code).text()).contains(words).doesNotContain("Exception", "io.fanfare");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEND\ndestination:/topic/public.a\n\nfoul\0",
                "SUBSCRIBE\nid:1\ndestination:/topic/public.a\n\n\0",
                "UNSUBSCRIBE\nid:1\n\n\0",
                "ACK\nid:1\n\n\0",
                "BEGIN\ntransaction:t\n\n\0",
                "DISCONNECT\nreceipt:r\n\n\0"
            })
    void s1NothingIsHeardBeforeConnect(String frame) {
        try (StompTestClient witness = StompTestClient.connect(port);
                StompTestClient client = StompTestClient.open(port)) {
            witness.subscribe("w", "/topic/public.#");
            client.send(frame + CONNECT + frame);
            isRefused(client, 1002, "The first frame must be CONNECT");
            assertThat(witness.barrierAt("/topic/public.barrier")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "STOMP"})
    void s3ASecondConnectEndsTheSession(String command) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send(CONNECT.replace("CONNECT", command));
            isRefused(client, 1002, "connected already");
        }
    }

    @Test
    void s3SoDoTenThousand() {
        try (StompTestClient client = StompTestClient.open(port)) {
            boolean open = true;
            for (int i = 0; open && i < 10_000; i += 100) {
                open = client.sendIfOpen(CONNECT.repeat(100));
            }
            client.expect("CONNECTED");
            isRefused(client, 1002, "connected already");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "CONNECTED", "RECEIPT", "ERROR"})
    void s4FramesOfAServerAreNotAClients(String command) {
        String frame = command + "\nmessage-id:1\nsubscription:1\nreceipt-id:1\ndestination:/topic/public.a\n\nfoul\0";
        try (StompTestClient early = StompTestClient.open(port);
                StompTestClient late = StompTestClient.connect(port);
                StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("1", "/topic/public.#");
            early.send(frame);
            isRefused(early, 1002, command);
            late.send(frame);
            isRefused(late, 1002, command);
            assertThat(witness.barrierAt("/topic/public.barrier")).isEmpty();
        }
    }

    /** CVE-2018-1270 and CVE-2018-1275. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "T(java.nio.file.Files).createFile(T(java.nio.file.Path).of('{file}'))",
                "#{T(java.nio.file.Files).createFile(T(java.nio.file.Path).of('{file}'))}",
                "${jndi:ldap://127.0.0.1:1/a}",
                "headers['a'] == 'b'",
                "1 = 0"
            })
    void s5ASelectorIsNotEvaluated(String expression) {
        Path file = Path.of("target", "evaluated").toAbsolutePath();
        try (StompTestClient client = StompTestClient.connect(port, "passcode:" + ClosedServer.SHOP)) {
            String selector = expression.replace("{file}", file.toString()).replace(":", "\\c");
            client.subscribe("1", "/topic/shop.#", "selector:" + selector, "filter:" + selector);
            Http.send(port, "POST", "/api/v1/destinations/topic/shop.1", "heard", "X-API-Key", ClosedServer.SHOP);
            assertThat(client.expect("MESSAGE").text()).isEqualTo("heard");
            assertThat(Files.exists(file)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"#.,500", "*.,33", "a.,33", "*/,33", "#/,2", "a,201", "a.#.,2", "ä.,30000", "..,1", "**.,1"})
    void s6PatternsThatWouldExplodeAreRefused(String part, int times) {
        String pattern = part.repeat(times) + (part.endsWith(".") || part.endsWith("/") ? "#" : "");
        try (StompTestClient client = StompTestClient.connect(port, "passcode:" + ClosedServer.SHOP)) {
            client.send("SUBSCRIBE\nid:1\ndestination:/topic/" + pattern + "\n\n\0");
            assertThat(client.expectRefusal().text()).doesNotContain("Exception");
        }
    }

    @Test
    @Timeout(30)
    void s6MatchingStaysQuickWhateverIsSubscribedTo() {
        try (StompTestClient client = StompTestClient.connect(port, "passcode:" + ClosedServer.SHOP)) {
            for (int i = 0; i < 30; i++) {
                client.subscribe("a" + i, "/topic/shop." + "*.".repeat(i) + "#");
                client.subscribe("b" + i, "/topic/shop." + "x.*.".repeat(i / 2) + "y");
            }
            String deep = "/api/v1/destinations/topic/shop" + ".x".repeat(31);
            long start = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThat(Http.send(port, "POST", deep, "m", "X-API-Key", ClosedServer.SHOP)
                                .statusCode())
                        .isEqualTo(202);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(client.expectMessages(20 * 30)).hasSize(600);
        }
    }

    @Test
    void s10LineEndsOfAHeaderAreEscapedAndNothingMore() {
        try (StompTestClient hearer =
                        StompTestClient.connect(port, "token:" + TokenIssuer.token("bob", "subscribe:/topic/chat.#"));
                StompTestClient client =
                        StompTestClient.connect(port, "token:" + TokenIssuer.token("eve", "send:/topic/chat.#"))) {
            hearer.subscribe("1", "/topic/chat.1");
            client.send("SEND\ndestination:/topic/chat.1\nx:a\\r\\nsubscription\\cforged\\n\\nfoul\n\nfair\0");
            Frame message = hearer.expect("MESSAGE");
            assertThat(message.required("subscription")).isEqualTo("1");
            assertThat(message.head()).contains("a\\r\\nsubscription\\cforged\\n\\nfoul");
            assertThat(message.text()).isEqualTo("fair");
        }
    }

    @Test
    void s10AUsersNameBreaksNoFrame() {
        String name = "al\nreceipt-id:forged\r\nx:y";
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send(CONNECT.replace("host:x", "host:x\ntoken:" + TokenIssuer.token(name)));
            assertThat(client.expectRefusal(4401).headers()).doesNotContainKeys("receipt-id", "x");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"destination":"/topic/shop.a\\nb","payload":1}
            {"destination":"/topic/shop.a\\u0000b","payload":1}
            {"destination":"/topic/shop.a\\rb","payload":1}
            {"destination":"/topic/shop.a","payload":1,"id":"a\\nb"}
            {"destination":"/topic/shop.a","payload":1,"id":"a\\u0000b"}
            {"destination":"/topic/shop.a","payload":1,"headers":{"a\\nb":"1"}}
            {"destination":"/topic/shop.a","payload":1,"headers":{"a":"1\\r\\nb:2"}}
            {"destination":"/topic/shop.a","payload":1,"headers":{"a":"1\\u0000"}}
            {"destination":"/user/a","payload":1,"users":["a\\nb"]}
            {"destination":"/topic/shop.a","data":"eA==","contentType":"text/plain\\nx:y"}
            """)
    void s10LineEndsAreRefusedInRest(String event) {
        assertThat(Http.send(
                                port,
                                "POST",
                                "/api/v1/events",
                                event,
                                "Content-Type",
                                "application/json",
                                "X-API-Key",
                                ClosedServer.SHOP)
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://example.com:444",
                "http://example.com",
                "wss://example.com",
                "ws://example.com",
                "https://example.com.evil.org",
                "https://evilexample.com",
                "https://example.com@evil.org",
                "https://evil.org/https://example.com",
                "https://evil.org#https://example.com",
                "https://example.com/",
                "https://example.com%2eevil.org",
                "https://a.b.friends.example",
                "https://friends.example",
                "https://.friends.example",
                "https://a.friends.example.evil.org",
                "https://xn--exmple-4nf.com",
                "https://xn--bcher-kva.example.evil.org",
                "https://example.com https://evil.org",
                "file://",
                "chrome-extension://abc",
                ""
            })
    void s11NoOtherOriginThanTheAllowedOnesConnects(String origin) {
        Handshake.Answer answer = RawHttp.refusal(port, Handshake.to("/ws").with("Origin", origin));
        assertThat(answer.header("Fanfare-Handshake")).isEqualTo("origin-refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "HTTPS://EXAMPLE.COM",
                "https://example.com:443",
                "https://a.friends.example",
                "https://xn--bcher-kva.example"
            })
    void s11TheAllowedOnesDo(String origin) {
        try (StompTestClient client =
                StompTestClient.open(port, Handshake.to("/ws").with("Origin", origin))) {
            client.handshake("1.2");
        }
    }
}
