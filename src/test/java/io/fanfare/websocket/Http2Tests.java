package io.fanfare.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

import io.fanfare.broker.Publisher;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.SelfSigned;
import io.fanfare.testing.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.JettyUpgradeListener;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** WebSocket over HTTP/2 and TLS: extended CONNECT (RFC 8441), with Jetty's own client. */
@FanfareServer("server.http2.enabled=true")
public class Http2Tests {

    private static final int LARGER_THAN_ONE_WINDOW = 200_000;

    private static final Path KEY_STORE = SelfSigned.keyStore();

    @DynamicPropertySource
    static void tls(DynamicPropertyRegistry registry) {
        registry.add("server.ssl.key-store", KEY_STORE::toString);
        registry.add("server.ssl.key-store-password", () -> SelfSigned.PASSWORD);
    }

    @LocalServerPort
    int port;

    @Autowired
    Sessions sessions;

    @Autowired
    Publisher publisher;

    private WebSocketClient client;

    /** Keeps what it hears. Public, since Jetty calls it. */
    public static final class Listener implements org.eclipse.jetty.websocket.api.Session.Listener.AutoDemanding {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void onWebSocketText(String message) {
            heard.add(message);
        }

        @Override
        public void onWebSocketClose(int code, String reason, Callback callback) {
            heard.add("closed with " + code);
            callback.succeed();
        }

        /** Some of its handshakes are refused. */
        @Override
        public void onWebSocketError(Throwable cause) {
            heard.add("failed");
        }

        String next() throws InterruptedException {
            return Objects.requireNonNull(heard.poll(20, TimeUnit.SECONDS), "nothing came in time");
        }
    }

    @BeforeEach
    void startClient() throws Exception {
        ClientConnector connector = new ClientConnector();
        SslContextFactory.Client trusting = new SslContextFactory.Client();
        trusting.setTrustStorePath(KEY_STORE.toString());
        trusting.setTrustStorePassword(SelfSigned.PASSWORD);
        connector.setSslContextFactory(trusting);
        client = new WebSocketClient(new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client(connector))));
        client.start();
    }

    @AfterEach
    void stopClient() throws Exception {
        client.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/ws/", "/ws/websocket"})
    void theNativeEndpointsTakeExtendedConnect(String path) throws Exception {
        Listener listener = new Listener();
        ClientUpgradeRequest request = new ClientUpgradeRequest(URI.create("wss://localhost:" + port + path));
        request.setSubProtocols("v12.stomp");
        try (org.eclipse.jetty.websocket.api.Session session =
                client.connect(listener, request).get(20, TimeUnit.SECONDS)) {
            assertThat(session.getUpgradeResponse().getAcceptedSubProtocol()).isEqualTo("v12.stomp");
            String topic = Topics.fresh();
            awaitReading(session);
            session.sendText("CONNECT\naccept-version:1.2\nhost:localhost\nlogin:h2\n\n\0", Callback.NOOP);
            assertThat(listener.next()).startsWith("CONNECTED\n");
            session.sendText("SUBSCRIBE\nid:s\ndestination:" + topic + "\nreceipt:r\n\n\0", Callback.NOOP);
            assertThat(listener.next()).startsWith("RECEIPT\n");
            session.sendText("SEND\ndestination:" + topic + "\n\nover HTTP/2\0", Callback.NOOP);
            assertThat(listener.next()).startsWith("MESSAGE\n").endsWith("\n\nover HTTP/2\0");
            assertThat(open()).isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/ws, https://evil.example, v12.stomp, 403, origin-refused",
        "/ws, , mqtt, 400, no-common-subprotocol",
        "/other, , v12.stomp, 404, unknown-endpoint",
        "/ws/000/a/websocket, , v12.stomp, 405, bad-method"
    })
    void whatIsRefusedIsExplained(String path, @Nullable String origin, String subprotocol, int status, String reason) {
        ClientUpgradeRequest request = new ClientUpgradeRequest(URI.create("wss://localhost:" + port + path));
        request.setSubProtocols(subprotocol);
        if (origin != null) {
            request.setHeader("Origin", origin);
        }
        CompletableFuture<Response> answer = new CompletableFuture<>();
        JettyUpgradeListener listener = new JettyUpgradeListener() {
            @Override
            public void onHandshakeResponse(Request asked, Response answered) {
                answer.complete(answered);
            }
        };
        assertThatException()
                .isThrownBy(
                        () -> client.connect(new Listener(), request, listener).get(20, TimeUnit.SECONDS));
        assertThat(answer.join().getStatus()).isEqualTo(status);
        assertThat(answer.join().getHeaders().get("Fanfare-Handshake")).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1_000})
    void whatIsLargerThanTheWindowsOfHttp2ArrivesWhole(int events) throws Exception {
        Listener listener = new Listener();
        URI uri = URI.create("wss://localhost:" + port + "/ws");
        try (org.eclipse.jetty.websocket.api.Session session =
                client.connect(listener, uri).get(20, TimeUnit.SECONDS)) {
            session.setMaxTextMessageSize(1_000_000);
            String topic = Topics.fresh();
            awaitReading(session);
            session.sendText("CONNECT\naccept-version:1.2\nhost:localhost\nlogin:h2\n\n\0", Callback.NOOP);
            listener.next();
            session.sendText("SUBSCRIBE\nid:s\ndestination:" + topic + "\nreceipt:r\n\n\0", Callback.NOOP);
            listener.next();
            String body = "x".repeat(LARGER_THAN_ONE_WINDOW / events);
            for (int i = 0; i < events; i++) {
                byte[] bytes = (i + body).getBytes(UTF_8);
                publisher.publish(
                        new Event(null, Destination.parse(topic), Set.of(), null, Map.of(), bytes, true, 1),
                        Publisher.Source.HTTP);
            }
            for (int i = 0; i < events; i++) {
                assertThat(listener.next()).endsWith("\n\n" + i + body + "\0");
            }
        }
    }

    /** Jetty's client may miss what comes while it begins to read. */
    private static void awaitReading(org.eclipse.jetty.websocket.api.Session session) {
        CoreSession core = ((WebSocketSession) session).getCoreSession();
        await().until(((WebSocketCoreSession) core).getConnection()::isFillInterested);
    }

    private long open() {
        return sessions.stream()
                .filter(session -> !session.isClosing())
                .map(Session::user)
                .filter("h2"::equals)
                .count();
    }
}
