package io.fanfare.clients;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.Topics;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;
import org.springframework.web.socket.sockjs.client.RestTemplateXhrTransport;
import org.springframework.web.socket.sockjs.client.SockJsClient;
import org.springframework.web.socket.sockjs.client.Transport;
import org.springframework.web.socket.sockjs.client.WebSocketTransport;

/** Spring's own STOMP client, over WebSocket and over SockJS. */
@FanfareServer
class SpringClientTests {

    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @BeforeEach
    void startScheduler() {
        scheduler.initialize();
    }

    @AfterEach
    void stopScheduler() {
        scheduler.shutdown();
    }

    @ParameterizedTest
    @EnumSource
    void publishesAndHears(Way way) throws Exception {
        StompSession session = connect(way);
        Inbox inbox = new Inbox();
        subscribe(session, inbox);
        session.send(topic, "h\u00e9 \uD83C\uDFBA");
        assertThat(inbox.next()).isEqualTo("h\u00e9 \uD83C\uDFBA");
        Http.publish(port, topic, "posted");
        assertThat(inbox.next()).isEqualTo("posted");
        disconnect(session);
    }

    @ParameterizedTest
    @EnumSource
    void acknowledges(Way way) throws Exception {
        StompSession session = connect(way);
        session.setAutoReceipt(true);
        Inbox inbox = new Inbox();
        StompHeaders headers = new StompHeaders();
        headers.setDestination(topic);
        headers.setAck("client-individual");
        headers.set("prefetch-count", "1");
        awaitReceipt(session.subscribe(headers, inbox));
        awaitReceipt(session.send(topic, "1"));
        awaitReceipt(session.send(topic, "2"));
        assertThat(inbox.next()).isEqualTo("1");
        assertThat(inbox.bodies).isEmpty();
        session.acknowledge(inbox.lastAck(), true);
        assertThat(inbox.next()).isEqualTo("2");
        disconnect(session);
    }

    private void subscribe(StompSession session, Inbox inbox) throws Exception {
        session.setAutoReceipt(true);
        awaitReceipt(session.subscribe(topic, inbox));
        session.setAutoReceipt(false);
    }

    /** Asks for no receipt: the service may have closed before the client knows that it has written. */
    private static void disconnect(StompSession session) {
        try {
            session.disconnect();
        } catch (MessageDeliveryException e) {
            assertThat(session.isConnected()).isFalse();
        }
    }

    private static void awaitReceipt(StompSession.Receiptable receiptable) throws Exception {
        CompletableFuture<Boolean> received = new CompletableFuture<>();
        receiptable.addReceiptTask(() -> received.complete(true));
        receiptable.addReceiptLostTask(() -> received.complete(false));
        assertThat(received.get(20, SECONDS)).isTrue();
    }

    private StompSession connect(Way way) throws Exception {
        WebSocketStompClient client = new WebSocketStompClient(way.client());
        client.setMessageConverter(new StringMessageConverter(StandardCharsets.UTF_8));
        client.setTaskScheduler(scheduler);
        String url = way.scheme + "://127.0.0.1:" + port + "/ws";
        return client.connectAsync(url, new StompSessionHandlerAdapter() {}).get(20, SECONDS);
    }

    enum Way {
        WEBSOCKET("ws"),
        SOCKJS_WEBSOCKET("http"),
        SOCKJS_XHR_STREAMING("http"),
        SOCKJS_XHR_POLLING("http");

        private final String scheme;

        Way(String scheme) {
            this.scheme = scheme;
        }

        private WebSocketClient client() {
            return switch (this) {
                case WEBSOCKET -> new StandardWebSocketClient();
                case SOCKJS_WEBSOCKET -> sockJs(new WebSocketTransport(new StandardWebSocketClient()));
                case SOCKJS_XHR_STREAMING -> sockJs(new RestTemplateXhrTransport());
                case SOCKJS_XHR_POLLING -> sockJs(polling());
            };
        }

        private static SockJsClient sockJs(Transport transport) {
            return new SockJsClient(List.of(transport));
        }

        private static Transport polling() {
            RestTemplateXhrTransport transport = new RestTemplateXhrTransport();
            transport.setXhrStreamingDisabled(true);
            return transport;
        }
    }

    private static final class Inbox implements StompFrameHandler {

        private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        private volatile String ack = "";

        @Override
        public Type getPayloadType(StompHeaders headers) {
            return String.class;
        }

        @Override
        public void handleFrame(StompHeaders headers, @Nullable Object payload) {
            ack = String.valueOf(headers.getAck());
            bodies.add(String.valueOf(payload));
        }

        String next() throws InterruptedException {
            String body = bodies.poll(20, SECONDS);
            return body == null ? "nothing came" : body;
        }

        String lastAck() {
            return ack;
        }
    }
}
