package io.fanfare.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.limit.AcceptPace;
import io.fanfare.testing.FanfareServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** Connections that come all at once. */
@FanfareServer({"fanfare.limits.pending-connections=300", "fanfare.limits.accepted-per-second=100"})
class AcceptQueueTests {

    private static final int AT_ONCE = 200;
    private static final int TOGETHER = 10;

    @LocalServerPort
    int port;

    @Autowired
    AcceptPace pace;

    @Autowired
    ServletWebServerApplicationContext context;

    /** None can be taken faster than the pace says, however slow the machine is; and none is refused. */
    @Test
    void theyAreAcceptedAtTheirPace() throws IOException {
        ServerConnector connector = connector();
        long delayed = pace.delayed();
        long start = System.nanoTime();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            Awaitility.await().until(() -> connector.getConnectedEndPoints().size() >= AT_ONCE);
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(seconds).isGreaterThan((AT_ONCE - 2 * TOGETHER) / 100.0);
            assertThat(pace.delayed() - delayed).isPositive();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void asManyMayWaitAsIsSet() {
        assertThat(connector().getAcceptQueueSize()).isEqualTo(300);
    }

    private ServerConnector connector() {
        JettyWebServer server = (JettyWebServer) requireNonNull(context.getWebServer());
        return (ServerConnector) server.getServer().getConnectors()[0];
    }
}
