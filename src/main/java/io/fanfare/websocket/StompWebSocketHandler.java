package io.fanfare.websocket;

import static java.util.Objects.requireNonNull;

import io.fanfare.limit.Place;
import io.fanfare.stomp.StompVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.sockjs.transport.SockJsSession;

/**
 * Leads whatever is a session of Spring's to its conversation: SockJS, and native WebSockets in any other container than
 * Jetty.
 */
final class StompWebSocketHandler implements WebSocketHandler, SubProtocolCapable {

    private static final Logger log = LoggerFactory.getLogger(StompWebSocketHandler.class);

    private static final String INBOUND = Inbound.class.getName();

    private static final CloseStatus NO_PLACE =
            new CloseStatus(HandshakeRefusal.TOO_MANY_CONNECTIONS.closeCode(), "begin a new session");

    static final List<String> SUBPROTOCOLS =
            List.of(StompVersion.V1_2.subprotocol(), StompVersion.V1_1.subprotocol(), StompVersion.V1_0.subprotocol());

    private final Conversations conversations;
    private final SockJsTurns turns;

    /** Who has begun the open SockJS sessions, by their ids. */
    private final Map<String, Opener> sockJs = new ConcurrentHashMap<>();

    StompWebSocketHandler(Conversations conversations, SockJsTurns turns) {
        this.conversations = conversations;
        this.turns = turns;
    }

    @Override
    public List<String> getSubProtocols() {
        return SUBPROTOCOLS;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession transport) throws IOException {
        if (!PlaceOfSession.isHeld(transport.getAttributes())) {
            // Spring made the session for a request that was refused, and begins it with a later one
            transport.close(NO_PLACE);
            return;
        }
        Opener opener = PlaceOfSession.opener(transport.getAttributes());
        Inbound inbound = conversations.begin(
                new SpringConnection(transport, turns),
                transport.getAcceptedProtocol(),
                opener == null ? null : opener.identity());
        transport.getAttributes().put(INBOUND, inbound);
        if (transport instanceof SockJsSession) {
            sockJs.put(transport.getId(), requireNonNull(opener));
        }
        if (!transport.isOpen()) {
            // it was closed at once, perhaps before anyone could be told
            afterConnectionClosed(transport, CloseStatus.NORMAL);
        }
    }

    /** Whether a SockJS session with this id, as it stands in URLs, is open. */
    boolean isSockJsSession(String id) {
        return sockJs.containsKey(id);
    }

    /** Who has begun the SockJS session with this id; null if none is open. */
    @Nullable
    Opener openerOf(String id) {
        return sockJs.get(id);
    }

    @Override
    public void handleMessage(WebSocketSession transport, WebSocketMessage<?> message) {
        Inbound inbound = inbound(transport);
        if (inbound == null) {
            return;
        }
        switch (message) {
            case TextMessage text ->
                inbound.received(ByteBuffer.wrap(text.getPayload().getBytes(StandardCharsets.UTF_8)));
            case BinaryMessage binary -> inbound.received(binary.getPayload());
            default -> inbound.session().vitals().heard();
        }
    }

    private static @Nullable Inbound inbound(WebSocketSession transport) {
        return (Inbound) transport.getAttributes().get(INBOUND);
    }

    @Override
    public void handleTransportError(WebSocketSession transport, Throwable cause) {
        log.debug("A connection broke", cause);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession transport, CloseStatus status) {
        sockJs.remove(transport.getId());
        Place place = PlaceOfSession.take(transport.getAttributes());
        if (place != null) {
            place.giveBack();
        }
        if (transport.getAttributes().remove(INBOUND) instanceof Inbound inbound) {
            conversations.end(inbound, status.getCode());
        }
    }

    @Override
    public boolean supportsPartialMessages() {
        return false;
    }
}
