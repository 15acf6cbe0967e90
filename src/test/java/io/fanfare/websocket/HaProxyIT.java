package io.fanfare.websocket;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.ProxyProcess;
import io.fanfare.testing.RequiresCommand;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * HAProxy in front, configured as we advise, and in each way that goes wrong. It leaves no mark, so what is refused is
 * explained for every likely proxy, and for this one among them.
 *
 * <p>HTTP/1.0 cannot be had: to a server it speaks HTTP/1.1 or HTTP/2.
 */
@RequiresCommand("haproxy")
@FanfareServer("server.forward-headers-strategy=native")
class HaProxyIT {

    private static final String UPGRADE = ProxyAdvice.upgrade(Proxy.HAPROXY);
    private static final String HTTP11 = ProxyAdvice.http11(Proxy.HAPROXY);
    private static final String FORWARDED = ProxyAdvice.forwarded(Proxy.HAPROXY);
    private static final String STICKY = ProxyAdvice.sticky(Proxy.HAPROXY);
    private static final String PATH = ProxyAdvice.path(Proxy.HAPROXY);
    private static final String BUFFERING = ProxyAdvice.buffering(Proxy.HAPROXY);

    private static final String COMPRESSION = "compression algo gzip\ncompression type application/javascript";
    private static final String SERVER = ThroughProxy.lines(HTTP11);

    @TempDir
    Path folder;

    @LocalServerPort
    int port;

    private ThroughProxy haproxy(String bind, String frontend, String backend) {
        String rules = "frontend clients\nbind 127.0.0.1:{port}" + bind + "\n" + frontend
                + "\ndefault_backend fanfare\nbackend fanfare\n" + backend.replace("fanfare:8080", "{server}") + "\n";
        return new ThroughProxy(ProxyProcess.haproxy(folder, "127.0.0.1:" + port, rules), port);
    }

    @Test
    void passesEverythingWithTheLinesWeAdvise() {
        String backend = ThroughProxy.lines(UPGRADE, HTTP11, STICKY, BUFFERING);
        try (ThroughProxy haproxy = haproxy("", ThroughProxy.lines(FORWARDED), backend)) {
            haproxy.isHeardOverWebSocket("/ws");
            haproxy.isHeardOverWebSocket("/ws/websocket");
            haproxy.isHeardOverSockJs();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"option httpclose", "option http-server-close", "option http-keep-alive"})
    void passesTheUpgradeInEveryModeOfConnections(String option) {
        try (ThroughProxy haproxy = haproxy("", "", option + "\n" + SERVER)) {
            haproxy.isHeardOverWebSocket("/ws");
        }
    }

    @Test
    void losesUpgradeByARule() {
        try (ThroughProxy haproxy = haproxy("", "http-request del-header Upgrade", SERVER)) {
            haproxy.isRefused("/ws", 426, "upgrade-stripped", UPGRADE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"set-header Connection close", "set-header Connection keep-alive"})
    void closesTheConnectionByARule(String rule) {
        try (ThroughProxy haproxy = haproxy("", "http-request " + rule, SERVER)) {
            haproxy.isRefused("/ws", 400, "connection-not-upgrade", UPGRADE);
        }
    }

    @Test
    void stripsThePrefix() {
        String rule = "\nhttp-request replace-path /ws(/.*) \\1";
        try (ThroughProxy haproxy = haproxy("", ThroughProxy.lines(FORWARDED) + rule, SERVER)) {
            haproxy.isRefused("/ws/websocket", 404, "unknown-endpoint", PATH);
        }
    }

    @Test
    void keepsAPrefixUnlessToldToTakeItAway() {
        try (ThroughProxy haproxy = haproxy("", ThroughProxy.lines(FORWARDED), SERVER)) {
            haproxy.isRefused("/push/ws", 404, "unknown-endpoint", PATH);
        }
        try (ThroughProxy haproxy = haproxy("", ThroughProxy.lines(FORWARDED, PATH), SERVER)) {
            haproxy.isHeardOverWebSocket("/push/ws");
            haproxy.isHeardOverWebSocket("/ws");
        }
    }

    @Test
    void losesASegmentOfSockJs() {
        try (ThroughProxy haproxy = haproxy("", "http-request replace-path /ws/[^/]+/(.*) /ws/\\1", SERVER)) {
            haproxy.isRefusedOverSockJs(PATH);
        }
    }

    @Test
    void endsTlsAndSaysSo() {
        try (ThroughProxy haproxy = secure(ThroughProxy.lines(FORWARDED))) {
            haproxy.isHeardByAPageOverTls();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "option forwardfor"})
    void endsTlsAndDoesNotSaySo(String frontend) {
        try (ThroughProxy haproxy = secure(frontend)) {
            haproxy.isRefusedForAPageOverTls(FORWARDED);
        }
    }

    private ThroughProxy secure(String frontend) {
        return haproxy(" ssl crt {folder}/certificate.pem", frontend, SERVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http-response wait-for-body time 30s", COMPRESSION})
    void holdsBackWhatItWaitsForOrCompresses(String backend) {
        try (ThroughProxy haproxy = haproxy("", "", backend + "\n" + SERVER)) {
            haproxy.holdsStreamsBack();
        }
    }

    @Test
    void compressesNothingWithTheLinesWeAdvise() {
        String backend = COMPRESSION + "\n" + ThroughProxy.lines(BUFFERING, HTTP11);
        try (ThroughProxy haproxy = haproxy("", "", backend)) {
            haproxy.isHeardOverSockJs();
        }
    }
}
