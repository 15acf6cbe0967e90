package io.fanfare.websocket;

import io.fanfare.session.CloseReason;
import io.fanfare.session.Connection;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.stomp.StompVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.sockjs.transport.SockJsSession;

/** Leads every transport, native or SockJS, to the same conversation. */
final class StompWebSocketHandler implements WebSocketHandler, SubProtocolCapable {

    private static final Logger log = LoggerFactory.getLogger(StompWebSocketHandler.class);

    private static final String CONVERSATION = Conversation.class.getName();

    private static final List<String> SUBPROTOCOLS =
            List.of(StompVersion.V1_2.subprotocol(), StompVersion.V1_1.subprotocol(), StompVersion.V1_0.subprotocol());

    private final Sessions sessions;
    private final StompServices services;

    /** The ids of open SockJS sessions. */
    private final Set<String> sockJs = ConcurrentHashMap.newKeySet();

    StompWebSocketHandler(Sessions sessions, StompServices services) {
        this.sessions = sessions;
        this.services = services;
    }

    @Override
    public List<String> getSubProtocols() {
        return SUBPROTOCOLS;
    }

    @Override
    public void afterConnectionEstablished(org.springframework.web.socket.WebSocketSession transport) {
        Session session = sessions.open(connection(transport));
        StompVersion subprotocol = StompVersion.ofSubprotocol(transport.getAcceptedProtocol());
        transport.getAttributes().put(CONVERSATION, new Conversation(session, services, subprotocol));
        if (transport instanceof SockJsSession) {
            sockJs.add(transport.getId());
        }
        if (!transport.isOpen()) {
            // it was closed at once, perhaps before anyone could be told
            afterConnectionClosed(transport, CloseStatus.NORMAL);
        }
    }

    /** Whether a SockJS session with this id, as it stands in URLs, is open. */
    boolean isSockJsSession(String id) {
        return sockJs.contains(id);
    }

    private static Connection connection(org.springframework.web.socket.WebSocketSession transport) {
        if (transport instanceof NativeWebSocketSession wrapper && !(transport instanceof SockJsSession)) {
            WebSocketSession jetty = wrapper.getNativeSession(WebSocketSession.class);
            if (jetty != null) {
                return new JettyConnection(jetty.getCoreSession());
            }
        }
        return new SockJsConnection(transport);
    }

    @Override
    public void handleMessage(org.springframework.web.socket.WebSocketSession transport, WebSocketMessage<?> message) {
        Conversation conversation = conversation(transport);
        if (conversation == null) {
            return;
        }
        switch (message) {
            case TextMessage text ->
                conversation.received(ByteBuffer.wrap(text.getPayload().getBytes(StandardCharsets.UTF_8)));
            case BinaryMessage binary -> conversation.received(binary.getPayload());
            default -> conversation.session().heard();
        }
    }

    private static @Nullable Conversation conversation(org.springframework.web.socket.WebSocketSession transport) {
        return (Conversation) transport.getAttributes().get(CONVERSATION);
    }

    @Override
    public void handleTransportError(org.springframework.web.socket.WebSocketSession transport, Throwable cause) {
        log.debug("A connection broke", cause);
    }

    @Override
    public void afterConnectionClosed(org.springframework.web.socket.WebSocketSession transport, CloseStatus status) {
        sockJs.remove(transport.getId());
        if (transport.getAttributes().remove(CONVERSATION) instanceof Conversation conversation) {
            sessions.end(conversation.session(), reason(status));
            conversation.ended();
        }
    }

    private static CloseReason reason(CloseStatus status) {
        return switch (status.getCode()) {
            case 1006 -> CloseReason.CONNECTION_LOST;
            case 1009 -> CloseReason.TOO_BIG;
            case 1002, 1003, 1007 -> CloseReason.PROTOCOL_ERROR;
            default -> CloseReason.CLIENT_CLOSED;
        };
    }

    @Override
    public boolean supportsPartialMessages() {
        return false;
    }
}
