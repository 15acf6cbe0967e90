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
 * Apache httpd in front, configured as we advise, and in each way that goes wrong.
 *
 * <p>Two ways cannot be had. With {@code upgrade=websocket} it writes Connection itself, whatever RequestHeader says, and
 * without it Upgrade is gone too. Responses are never held back: mod_proxy_http flushes whenever the server pauses, and
 * mod_deflate and mod_buffer pass the flush on.
 */
@RequiresCommand("apache2")
@FanfareServer("server.forward-headers-strategy=native")
class ApacheIT {

    private static final String UPGRADE = ProxyAdvice.upgrade(Proxy.APACHE);
    private static final String HTTP11 = ProxyAdvice.http11(Proxy.APACHE);
    private static final String FORWARDED = ProxyAdvice.forwarded(Proxy.APACHE);
    private static final String PATH = ProxyAdvice.path(Proxy.APACHE);
    private static final String BUFFERING = ProxyAdvice.buffering(Proxy.APACHE);

    @TempDir
    Path folder;

    @LocalServerPort
    int port;

    private ThroughProxy apache(String... directives) {
        String rules = String.join("\n", directives).replace("fanfare:8080", "{server}");
        return new ThroughProxy(ProxyProcess.apache(folder, "127.0.0.1:" + port, rules), port);
    }

    @Test
    void passesEverythingWithTheLinesWeAdvise() {
        try (ThroughProxy apache = apache(ThroughProxy.lines(UPGRADE, HTTP11, FORWARDED, PATH, BUFFERING))) {
            apache.isHeardOverWebSocket("/ws");
            apache.isHeardOverWebSocket("/ws/websocket");
            apache.isHeardOverSockJs();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ProxyPass /ws http://{server}/ws",
                "ProxyPass /ws http://{server}/ws\nRequestHeader set Upgrade websocket\nRequestHeader set Connection Upgrade",
                "ProxyPass /ws http://{server}/ws\nRequestHeader set Connection close",
                "ProxyPass /ws http://{server}/ws upgrade=websocket\nSetEnv force-proxy-request-1.0 1",
            })
    void losesUpgrade(String directives) {
        try (ThroughProxy apache = apache(directives)) {
            apache.isRefused("/ws", 426, "upgrade-stripped", UPGRADE);
        }
    }

    @Test
    void speaksHttp11AgainWithTheLineWeAdvise() {
        String forced = "<Location />\nSetEnv force-proxy-request-1.0 1\n</Location>\n";
        String lifted = "<Location /ws>\n" + ThroughProxy.lines(HTTP11) + "\n</Location>\n";
        try (ThroughProxy apache = apache(forced, lifted, ThroughProxy.lines(UPGRADE))) {
            apache.isHeardOverWebSocket("/ws");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ProxyPass /ws/ http://{server}/ upgrade=websocket",
                "ProxyPass /ws/ http://{server}/ws upgrade=websocket",
                "ProxyPass /ws http://{server}/push/ws upgrade=websocket",
            })
    void changesThePath(String directives) {
        try (ThroughProxy apache = apache(directives)) {
            apache.isRefused("/ws/websocket", 404, "unknown-endpoint", PATH);
        }
    }

    @Test
    void losesASegmentOfSockJs() {
        try (ThroughProxy apache = apache("ProxyPass /ws/000 http://{server}/ws")) {
            apache.isRefusedOverSockJs(PATH);
        }
    }

    @Test
    void endsTlsAndSaysSo() {
        try (ThroughProxy apache = apache("SSLEngine On", ThroughProxy.lines(UPGRADE, FORWARDED))) {
            apache.isHeardByAPageOverTls();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ProxyPreserveHost On", "ProxyPreserveHost Off"})
    void endsTlsAndDoesNotSaySo(String host) {
        try (ThroughProxy apache = apache("SSLEngine On", ThroughProxy.lines(UPGRADE), host)) {
            apache.isRefusedForAPageOverTls(FORWARDED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SetOutputFilter DEFLATE", "SetOutputFilter BUFFER", "SetEnv force-proxy-request-1.0 1"})
    void holdsNothingBack(String directive) {
        try (ThroughProxy apache = apache(directive, ThroughProxy.lines(BUFFERING))) {
            apache.isHeardOverSockJs();
        }
    }
}
