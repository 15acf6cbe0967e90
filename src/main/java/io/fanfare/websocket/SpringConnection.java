package io.fanfare.websocket;

import io.fanfare.session.Burst;
import io.fanfare.session.Connection;
import io.fanfare.session.WireForm;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.sockjs.transport.SockJsSession;
import org.springframework.web.socket.sockjs.transport.session.AbstractSockJsSession;

/**
 * Any session of Spring's, SockJS above all. Spring's sending blocks, so each write has a virtual thread of its own. Text
 * only.
 */
final class SpringConnection implements Connection {

    private static final Logger log = LoggerFactory.getLogger(SpringConnection.class);

    private static final Set<String> TRANSPORTS =
            Set.of("websocket", "xhr", "xhr_streaming", "eventsource", "htmlfile", "jsonp");

    /** Between attempts, when a polling client has not fetched what it was sent before. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final WebSocketSession session;
    private final SockJsTurns turns;
    private final String transport;

    SpringConnection(WebSocketSession session, SockJsTurns turns) {
        this.session = session;
        this.turns = turns;
        this.transport = transport(session.getUri());
    }

    private static String transport(@Nullable URI uri) {
        String path = uri == null ? "" : uri.getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        return TRANSPORTS.contains(last) ? "sockjs-" + last.replace('_', '-') : "sockjs-other";
    }

    @Override
    public void write(Burst burst, Completion completion) {
        List<TextMessage> messages = new ArrayList<>();
        burst.forEach(message -> messages.add(new TextMessage(
                new String(message.bytes(), message.offset(), message.length(), StandardCharsets.UTF_8))));
        Thread.startVirtualThread(() -> completion.completed(send(messages)));
    }

    private @Nullable Throwable send(List<TextMessage> messages) {
        try {
            for (TextMessage message : messages) {
                send(message);
            }
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    /** Between two polls Spring keeps a limited number of messages; when they are too many, the client's next poll helps. */
    private void send(TextMessage message) throws IOException, InterruptedException {
        while (true) {
            try {
                session.sendMessage(message);
                return;
            } catch (IllegalStateException full) {
                if (!session.isOpen()) {
                    throw full;
                }
                Thread.sleep(LOOK_AGAIN);
            }
        }
    }

    /** SockJS has heart-beats of its own. */
    @Override
    public boolean answersPings() {
        return false;
    }

    @Override
    public void close(int code, String reason) {
        CloseStatus status = new CloseStatus(code, reason);
        Thread.startVirtualThread(() -> {
            while (!closeInTurn(status)) {
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        });
    }

    /** A close frame answers a request. Between two polls there is none: the next comes soon, or {@link #abort} ends it. */
    private boolean closeInTurn(CloseStatus status) {
        try (SockJsTurns.Turn _ = turns.take(session.getId())) {
            boolean betweenPolls =
                    session instanceof AbstractSockJsSession sockJs && sockJs.isOpen() && !sockJs.isActive();
            if (!betweenPolls) {
                closeNow(status);
            }
            return !betweenPolls;
        }
    }

    @Override
    public void abort() {
        Thread.startVirtualThread(() -> closeNow(CloseStatus.SESSION_NOT_RELIABLE));
    }

    private void closeNow(CloseStatus status) {
        if (session instanceof SockJsSession sockJs) {
            sockJs.disableHeartbeat();
        }
        try {
            session.close(status);
        } catch (IOException e) {
            log.debug("A SockJS session did not close cleanly", e);
        }
    }

    @Override
    public WireForm form() {
        return WireForm.TEXT_FRAMES;
    }

    @Override
    public String transport() {
        return transport;
    }

    @Override
    public String remoteAddress() {
        return PeerAddress.text(session.getRemoteAddress());
    }
}
