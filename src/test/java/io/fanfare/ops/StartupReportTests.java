package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.websocket.StompSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.util.unit.DataSize;

class StartupReportTests {

    private final ServerProperties server = new ServerProperties();

    @Test
    void everyDoorIsNamedByItsUrl() {
        assertThat(report("/ws").doors(8080))
                .containsExactly(
                        "WebSocket is at ws://localhost:8080/ws",
                        "WebSocket is at ws://localhost:8080/ws/",
                        "WebSocket is at ws://localhost:8080/ws/websocket",
                        "SockJS is at http://localhost:8080/ws, its requests are below http://localhost:8080/ws/",
                        "REST is at http://localhost:8080/api/v1",
                        "Server-sent events are at http://localhost:8080/sse?destination=...",
                        "The page is at http://localhost:8080/",
                        "Ready on port 8080");
    }

    @Test
    void urlsHaveTheSchemeAddressContextPathAndPathThatAreConfigured() {
        server.setAddress(InetAddress.ofLiteral("2001:db8::1"));
        server.setSsl(new Ssl());
        server.getServlet().setContextPath("/push");
        assertThat(report("/live/stomp").doors(443))
                .contains(
                        "WebSocket is at wss://[2001:db8:0:0:0:0:0:1]:443/push/live/stomp/websocket",
                        "SockJS is at https://[2001:db8:0:0:0:0:0:1]:443/push/live/stomp, its requests are below"
                                + " https://[2001:db8:0:0:0:0:0:1]:443/push/live/stomp/",
                        "REST is at https://[2001:db8:0:0:0:0:0:1]:443/push/api/v1",
                        "The page is at https://[2001:db8:0:0:0:0:0:1]:443/push/");
    }

    /** A certificate for localhost is none for 127.0.0.1. */
    @Test
    void overTlsThisMachineIsCalledByItsName() {
        server.setAddress(InetAddress.ofLiteral("127.0.0.1"));
        server.setSsl(new Ssl());
        assertThat(report("/ws").doors(8443)).contains("WebSocket is at wss://localhost:8443/ws");
    }

    @Test
    void opennessSaysWhoThatIs() {
        assertThat(report("/ws").openness()).contains("open to everyone who can reach its port");
        server.setAddress(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(report("/ws").openness()).contains("open to everyone on this machine");
    }

    private StartupReport report(String path) {
        StompSettings stomp = new StompSettings(
                path, List.of(), false, Duration.ZERO, DataSize.ofKilobytes(64), 100, DataSize.ofKilobytes(10), false);
        return new StartupReport(server, stomp, true);
    }
}
