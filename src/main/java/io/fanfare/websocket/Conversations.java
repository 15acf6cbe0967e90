package io.fanfare.websocket;

import io.fanfare.security.Identity;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Connection;
import io.fanfare.session.Sessions;
import io.fanfare.stomp.StompVersion;
import org.jspecify.annotations.Nullable;

/** Where every transport, native or SockJS, begins and ends its conversation. Thread-safe. */
final class Conversations {

    private final Sessions sessions;
    private final StompServices services;

    Conversations(Sessions sessions, StompServices services) {
        this.sessions = sessions;
        this.services = services;
    }

    /**
     * Begins a session on a connection that has just opened.
     *
     * @param subprotocol what the WebSocket handshake agreed on, or null
     * @param shown who has shaken hands; null if no credential was shown then
     */
    Inbound begin(Connection connection, @Nullable String subprotocol, @Nullable Identity shown) {
        return new Inbound(sessions.open(connection), services, StompVersion.ofSubprotocol(subprotocol), shown);
    }

    /**
     * The connection has ended.
     *
     * @param code its WebSocket close code
     */
    void end(Inbound inbound, int code) {
        sessions.end(inbound.session(), reason(code));
        inbound.ended();
    }

    /** Why a connection ended that the client closed with this code. */
    static CloseReason reason(int code) {
        return switch (code) {
            case 1006 -> CloseReason.CONNECTION_LOST;
            case 1007 -> CloseReason.BAD_TEXT;
            case 1009 -> CloseReason.TOO_BIG;
            case 1002, 1003 -> CloseReason.PROTOCOL_ERROR;
            default -> CloseReason.CLIENT_CLOSED;
        };
    }
}
