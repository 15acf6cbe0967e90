package io.fanfare.ops;

import io.fanfare.websocket.StompSettings;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.io.ClassPathResource;

/** Says in the log where the service can be reached once it is ready, and whether it is open to everyone. */
final class StartupReport implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger log = LoggerFactory.getLogger(StartupReport.class);

    private static final String REST_PATH = "/api/v1";
    private static final ClassPathResource PAGE = new ClassPathResource("static/index.html");

    private final ServerProperties server;
    private final StompSettings stomp;
    private final boolean open;

    StartupReport(ServerProperties server, StompSettings stomp, boolean open) {
        this.server = server;
        this.stomp = stomp;
        this.open = open;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        if (open) {
            log.warn(openness());
        }
        if (event.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null) {
            doors(context.getWebServer().getPort()).forEach(log::info);
        }
    }

    /** Every door by its URL, one a line. */
    List<String> doors(int port) {
        String secure = Ssl.isEnabled(server.getSsl()) ? "s" : "";
        String contextPath = Objects.requireNonNullElse(server.getServlet().getContextPath(), "");
        String base = secure + "://" + host() + ":" + port + contextPath;
        List<String> doors = new ArrayList<>();
        for (String door : List.of("", "/", "/websocket")) {
            doors.add("WebSocket is at ws" + base + stomp.path() + door);
        }
        doors.add("SockJS is at http" + base + stomp.path() + ", its requests are below http" + base + stomp.path()
                + "/");
        doors.add("REST is at http" + base + REST_PATH);
        doors.add("Server-sent events are at http" + base + "/sse?destination=...");
        if (PAGE.exists()) {
            doors.add("The page is at http" + base + "/");
        }
        doors.add("Ready on port " + port);
        return doors;
    }

    /** A certificate mostly is for a name, and where it is not for the address that is asked for, TLS is refused. */
    private String host() {
        InetAddress address = server.getAddress();
        boolean named = address != null && address.isLoopbackAddress() && Ssl.isEnabled(server.getSsl());
        if (address == null || address.isAnyLocalAddress() || named) {
            return "localhost";
        }
        String host = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + host + "]" : host;
    }

    /** Who may do everything where access is open. */
    String openness() {
        String who = isLoopback(server.getAddress()) ? "everyone on this machine" : "everyone who can reach its port";
        return "This service is open to " + who
                + ", to connect, subscribe, send, publish and operate without credentials: fanfare.security.open is true,"
                + " as in profile dev";
    }

    private static boolean isLoopback(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }
}
