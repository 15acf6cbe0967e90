package io.fanfare.websocket;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.ProxyProcess;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.RequiresCommand;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** nginx in front, configured as we advise, and in each way that goes wrong. */
@RequiresCommand("nginx")
@FanfareServer("server.forward-headers-strategy=native")
class NginxIT {

    private static final String UPGRADE = ProxyAdvice.upgrade(Proxy.NGINX);
    private static final String HTTP11 = ProxyAdvice.http11(Proxy.NGINX);
    private static final String FORWARDED = ProxyAdvice.forwarded(Proxy.NGINX);
    private static final String STICKY = ProxyAdvice.sticky(Proxy.NGINX);
    private static final String PATH = ProxyAdvice.path(Proxy.NGINX);
    private static final String BUFFERING = ProxyAdvice.buffering(Proxy.NGINX);

    private static final String PERSISTENT = "proxy_http_version 1.1; proxy_set_header Connection '';\n";
    private static final String GZIP = "gzip on; gzip_types *; gzip_proxied any;\n";
    private static final String TO_SERVER = "proxy_pass http://{server};\n";

    @TempDir
    Path folder;

    @LocalServerPort
    int port;

    private ThroughProxy nginx(String rules) {
        return new ThroughProxy(ProxyProcess.nginx(folder, "127.0.0.1:" + port, rules), port);
    }

    private ThroughProxy location(String path, String directives) {
        return nginx("server { listen 127.0.0.1:{port}; location " + path + " {\n" + directives + "\n} }");
    }

    private ThroughProxy secureLocation(String directives) {
        return nginx("server { listen 127.0.0.1:{port} ssl; location /ws {\n" + TO_SERVER + directives + "\n} }");
    }

    @Test
    void passesEverythingWithTheLinesWeAdvise() {
        String upstream = "upstream fanfare {\n" + ThroughProxy.lines(STICKY) + "\nserver {server}; }\n";
        String directives = ThroughProxy.lines(PATH, UPGRADE, HTTP11, FORWARDED, BUFFERING);
        String server = "server { listen 127.0.0.1:{port}; location /ws {\n" + directives + "\n} }";
        try (ThroughProxy nginx = nginx(upstream + server.replace("fanfare:8080", "fanfare"))) {
            nginx.isHeardOverWebSocket("/ws");
            nginx.isHeardOverWebSocket("/ws/websocket");
            nginx.isHeardOverSockJs();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "proxy_http_version 1.1;", "proxy_http_version 1.1; proxy_set_header Connection upgrade;"})
    void losesUpgradeUnlessToldToPassItOn(String directives) {
        try (ThroughProxy nginx = location("/ws", TO_SERVER + directives)) {
            nginx.isRefused("/ws", 426, "upgrade-stripped", UPGRADE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy_set_header Connection close;", "proxy_set_header Connection keep-alive;"})
    void closesTheConnectionUnlessToldNotTo(String connection) {
        String upgrade = "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;\n";
        try (ThroughProxy nginx = location("/ws", TO_SERVER + upgrade + connection)) {
            nginx.isRefused("/ws", 400, "connection-not-upgrade", UPGRADE);
        }
    }

    @Test
    void speaksHttp10UnlessToldNotTo() {
        String directives = ThroughProxy.lines(UPGRADE).replace("proxy_http_version 1.1;", "proxy_http_version 1.0;");
        try (ThroughProxy nginx = location("/ws", TO_SERVER + directives)) {
            nginx.isRefused("/ws", 426, "http-1.0", HTTP11);
        }
    }

    @Test
    void stripsThePrefixWithASlashBehindTheServer() {
        String directives = "proxy_pass http://{server}/;\n" + ThroughProxy.lines(UPGRADE, FORWARDED);
        try (ThroughProxy nginx = location("/ws/", directives)) {
            nginx.isRefused("/ws/websocket", 404, "unknown-endpoint", PATH);
            Assertions.assertThat(RawHttp.refusal(nginx.proxy().port(), Handshake.to("/ws")))
                    .as("answered by nginx itself, since its location ends with a slash")
                    .matches(answer -> answer.status() == 301
                            && answer.header("Fanfare-Handshake").isEmpty());
        }
    }

    @Test
    void keepsAPrefixThatTheServerDoesNotKnow() {
        try (ThroughProxy nginx = location("/push", TO_SERVER + ThroughProxy.lines(UPGRADE, FORWARDED))) {
            nginx.isRefused("/push/ws", 404, "unknown-endpoint", PATH);
        }
    }

    @Test
    void losesASegmentOfSockJsByARewrite() {
        String rewrite = "rewrite ^/ws/[^/]+/(.+)$ /ws/$1 break;\n";
        try (ThroughProxy nginx = location("/ws", rewrite + TO_SERVER + ThroughProxy.lines(UPGRADE, FORWARDED))) {
            nginx.isRefusedOverSockJs(PATH);
        }
    }

    @Test
    void endsTlsAndSaysSo() {
        try (ThroughProxy nginx = secureLocation(ThroughProxy.lines(UPGRADE, FORWARDED))) {
            nginx.isHeardByAPageOverTls();
        }
    }

    @Test
    void endsTlsAndDoesNotSaySo() {
        String host = "\nproxy_set_header Host $http_host;";
        try (ThroughProxy nginx = secureLocation(ThroughProxy.lines(UPGRADE) + host)) {
            nginx.isRefusedForAPageOverTls(FORWARDED);
        }
    }

    @Test
    void endsTlsAndChangesTheHost() {
        try (ThroughProxy nginx = secureLocation(ThroughProxy.lines(UPGRADE))) {
            nginx.isRefusedForAPageOverTls(FORWARDED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy_http_version 1.1;", PERSISTENT + GZIP})
    void holdsBackWhatEndsWithTheConnectionOrIsCompressed(String directives) {
        try (ThroughProxy nginx = location("/ws", TO_SERVER + directives)) {
            nginx.holdsStreamsBack();
        }
    }

    @Test
    void holdsNothingBackWithTheLinesWeAdvise() {
        try (ThroughProxy nginx = nginx("server { listen 127.0.0.1:{port}; " + GZIP + "location /ws {\n" + TO_SERVER
                + ThroughProxy.lines(BUFFERING) + "\n} }")) {
            nginx.isHeardOverSockJs();
        }
    }
}
