package io.fanfare.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Nginx;
import io.fanfare.testing.RequiresCommand;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page at the endpoint in a real browser, and what it finds out there about what is in between. */
@RequiresCommand({"chromium", "chromedriver", "nginx"})
class DiagnosisPageIT {

    /** All that a service behind a proxy needs, but for the WebSocket. */
    private static final String HOST = "proxy_set_header Host $http_host;";

    private static final String UPGRADE = """
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            """;

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    /** The page after it has tried everything. */
    private static Browser tried(String url) {
        Browser page = BROWSER;
        page.open(url);
        page.await("#start").click();
        page.await("#outcome:not([hidden])");
        return page;
    }

    private static Browser triedThrough(Nginx nginx) {
        return tried("http://127.0.0.1:" + nginx.port() + "/ws");
    }

    private static String state(Browser page, String check) {
        return requireNonNull(page.await("[data-check='" + check + "']").getDomAttribute("data-state"));
    }

    private static String text(Browser page, String check) {
        return page.await("[data-check='" + check + "'] p").getText();
    }

    private static String verdict(Browser page) {
        return page.await("#verdict").getText();
    }

    @Nested
    @FanfareServer
    class Open {

        private static final String[] CHECKS = {
            "Native WebSocket",
            "SockJS info",
            "SockJS websocket",
            "SockJS xhr-streaming",
            "SockJS eventsource",
            "SockJS xhr-polling",
            "16 KB message",
            "128 KB message"
        };

        @LocalServerPort
        int port;

        @Test
        void everythingWorksWithNothingInBetween() {
            Browser page = tried("http://127.0.0.1:" + port + "/ws");
            for (String check : CHECKS) {
                assertThat(state(page, check)).as(text(page, check)).isEqualTo("ok");
            }
            assertThat(verdict(page))
                    .isEqualTo("WebSocket works from this browser. So does everything else that was tried.");
        }

        @Test
        void theReportHoldsEverything() {
            Browser page = tried("http://127.0.0.1:" + port + "/ws/websocket");
            String report = requireNonNull(page.await("#report").getDomProperty("value"));
            assertThat(report)
                    .contains(verdict(page), "http://127.0.0.1:" + port + "/ws/websocket", "Chrome/", "Host: 127.0.0.1")
                    .contains(CHECKS);
        }

        @Test
        void aProxyThatPassesTheUpgradeOnIsNotInTheWay() {
            try (Nginx nginx = new Nginx(port, HOST + UPGRADE + "proxy_buffering off;")) {
                assertThat(verdict(triedThrough(nginx)))
                        .isEqualTo("WebSocket works from this browser. So does everything else that was tried.");
            }
        }

        /** This is nginx as it comes: HTTP/1.0 to the service, no Upgrade, buffering. */
        @Test
        void aProxyThatKnowsNoUpgradeIsNamedAndSockJsFallsBack() {
            try (Nginx nginx = new Nginx(port, HOST + "proxy_ignore_headers X-Accel-Buffering;")) {
                Browser page = triedThrough(nginx);
                assertThat(verdict(page))
                        .startsWith("WebSocket is blocked between this browser and the server:"
                                + " the proxy nginx removes the Upgrade header and speaks HTTP/1.0 to the server.")
                        .contains("SockJS works, by xhr-polling.")
                        .endsWith("SockJS xhr-streaming and SockJS eventsource are buffered on the way.");
                assertThat(page.await("#advice").getText())
                        .contains("proxy_set_header Upgrade $http_upgrade;", "proxy_buffering off;");
                assertThat(state(page, "SockJS websocket")).isEqualTo("failed");
                assertThat(state(page, "SockJS xhr-streaming")).isEqualTo("held");
                assertThat(state(page, "SockJS eventsource")).isEqualTo("held");
                assertThat(state(page, "SockJS xhr-polling")).isEqualTo("ok");
                assertThat(state(page, "128 KB message over SockJS xhr-polling"))
                        .isEqualTo("ok");
            }
        }

        @Test
        void aProxyThatCompressesStreamsIsToldAlthoughWebSocketWorks() {
            String location = HOST + UPGRADE + """
                    gzip on;
                    gzip_min_length 1;
                    gzip_types application/javascript text/event-stream;
                    """;
            try (Nginx nginx = new Nginx(port, location)) {
                Browser page = triedThrough(nginx);
                assertThat(verdict(page))
                        .isEqualTo("WebSocket works from this browser."
                                + " SockJS xhr-streaming and SockJS eventsource are buffered on the way.");
                assertThat(page.await("#advice").getText()).contains("gzip off;");
            }
        }

        @Test
        void aProxyThatOnlySpoilsTheConnectionHeaderIsNamed() {
            String location = HOST + """
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_buffering off;
                    """;
            try (Nginx nginx = new Nginx(port, location)) {
                assertThat(verdict(triedThrough(nginx)))
                        .isEqualTo("WebSocket is blocked between this browser and the server: the proxy nginx makes the"
                                + " Connection header \u201cclose\u201d. SockJS works, by xhr-streaming, eventsource and"
                                + " xhr-polling.");
            }
        }

        @Test
        void aProxyThatAnswersItselfIsNamed() {
            String location = HOST + UPGRADE + "if ($http_upgrade) { return 403; }";
            try (Nginx nginx = new Nginx(port, location)) {
                assertThat(verdict(triedThrough(nginx)))
                        .contains(
                                "the proxy nginx answers the request itself or drops it; it never reached the server");
            }
        }

        @Test
        void aProxyThatTakesNoLargeMessageFromSockJsIsTold() {
            try (Nginx nginx = new Nginx(port, HOST + "client_max_body_size 64k; proxy_buffering off;")) {
                Browser page = triedThrough(nginx);
                assertThat(state(page, "16 KB message over SockJS xhr-streaming"))
                        .isEqualTo("ok");
                assertThat(state(page, "128 KB message over SockJS xhr-streaming"))
                        .isEqualTo("failed");
                assertThat(text(page, "128 KB message over SockJS xhr-streaming"))
                        .contains("413");
            }
        }

        @Test
        void aProxyThatChangesTheHostIsTold() {
            try (Nginx nginx = new Nginx(port, UPGRADE + "proxy_set_header Host localhost;")) {
                Browser page = triedThrough(nginx);
                assertThat(verdict(page))
                        .contains("the server refused it (403, origin-refused).")
                        .contains("http://127.0.0.1:" + nginx.port());
                assertThat(page.await("#advice").getText()).contains("proxy_set_header Host $http_host;");
            }
        }
    }

    @Nested
    @FanfareServer("fanfare.stomp.heartbeat=500ms")
    class Idle {

        @LocalServerPort
        int port;

        @Test
        void pingsKeepAConnectionThatSilenceWouldEnd() {
            try (Nginx nginx = new Nginx(port, HOST + UPGRADE + "proxy_buffering off; proxy_read_timeout 2s;")) {
                Browser page = BROWSER;
                page.open("http://127.0.0.1:" + nginx.port() + "/ws");
                page.await("#idle").click();
                page.takes("seconds", "4");
                page.await("#start").click();
                page.await("#outcome:not([hidden])");
                assertThat(state(page, "Idle")).isEqualTo("ok");
                assertThat(state(page, "Idle in silence")).isEqualTo("held");
                assertThat(text(page, "Idle in silence")).startsWith("It was lost after 2 s");
            }
        }
    }

    /** Not in dev: nobody may connect. */
    @Nested
    @SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
    class Closed {

        @LocalServerPort
        int port;

        @Test
        void theWayIsToldFromTheDoor() {
            Browser page = tried("http://127.0.0.1:" + port + "/ws");
            assertThat(state(page, "Native WebSocket")).isEqualTo("ok");
            assertThat(state(page, "128 KB message")).isEqualTo("ok");
            assertThat(verdict(page))
                    .startsWith("WebSocket works from this browser.")
                    .contains("But the server lets nobody in");
        }
    }

    @Nested
    @FanfareServer({"fanfare.stomp.path=/live/websocket", "server.servlet.context-path=/push"})
    class Elsewhere {

        @LocalServerPort
        int port;

        @Test
        void aPrefixThatAProxyTakesAwayIsNoMatter() {
            String location =
                    HOST + UPGRADE + "proxy_buffering off; rewrite ^/app/(.*)$ /push/live/websocket/$1 break;";
            try (Nginx nginx = new Nginx(port, location)) {
                assertThat(verdict(tried("http://127.0.0.1:" + nginx.port() + "/app/")))
                        .isEqualTo("WebSocket works from this browser. So does everything else that was tried.");
            }
        }
    }
}
