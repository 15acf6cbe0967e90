package io.fanfare.websocket;

import io.fanfare.security.LocalNames;
import io.fanfare.security.Origins;
import io.fanfare.session.Sessions;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decides whether a handshake is taken, and if not, why; but for the limits, which count. */
final class HandshakeRules {

    private final Sessions sessions;
    private final StompWebSocketHandler handler;
    private final Origins origins;
    private final LocalNames names;

    HandshakeRules(Sessions sessions, StompWebSocketHandler handler, Origins origins, LocalNames names) {
        this.sessions = sessions;
        this.handler = handler;
        this.origins = origins;
        this.names = names;
    }

    /** The first reason that holds; null if there is none. */
    @Nullable
    HandshakeRefusal decide(HandshakeRequest request) {
        for (HandshakeRefusal reason : HandshakeRefusal.values()) {
            if (holds(reason, request)) {
                return reason;
            }
        }
        return null;
    }

    private boolean holds(HandshakeRefusal reason, HandshakeRequest request) {
        Door door = request.door();
        boolean webSocket = door.takesUpgrade();
        boolean upgrade = webSocket && !request.isExtendedConnect();
        return switch (reason) {
            case MALFORMED -> !request.isSound();
            case UNKNOWN_ENDPOINT ->
                door.kind() == Door.Kind.ELSEWHERE
                        || (request.isHandshake() && !webSocket && door.kind() != Door.Kind.BROKEN);
            case HOST_REFUSED -> names.refuse(request.host());
            case BAD_METHOD -> isBadMethod(request);
            case NOT_AN_UPGRADE -> upgrade && !request.isHandshake();
            case UPGRADE_STRIPPED -> upgrade && !request.hasUpgrade();
            case CONNECTION_NOT_UPGRADE -> upgrade && !request.isUpgradeForUs();
            case HTTP_1_0 -> upgrade && request.protocol().equals("HTTP/1.0");
            case BAD_VERSION -> webSocket && !request.hasVersion();
            case BAD_KEY -> upgrade && !request.hasKey();
            case ORIGIN_REFUSED -> request.has("Origin") && !origins.allow(request.header("Origin"), request.origin());
            case DRAINING -> !sessions.isAccepting() && !handler.isSockJsSession(door.session());
            case NO_COMMON_SUBPROTOCOL -> webSocket && isForeign(request.subprotocols());
            case SOCKJS_SESSION_UNKNOWN ->
                door.kind() == Door.Kind.SOCKJS_SEND
                        && request.method().equals("POST")
                        && !handler.isSockJsSession(door.session());
            case BAD_SOCKJS_PATH ->
                door.kind() == Door.Kind.BROKEN
                        || (door.kind() == Door.Kind.SOCKJS_WEBSOCKET && handler.isSockJsSession(door.session()));
            case TOO_MANY_CONNECTIONS,
                    TOO_MANY_HANDSHAKES,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    BAD_SOCKJS_MESSAGE,
                    TOO_BIG,
                    FAILED -> false;
        };
    }

    /**
     * Whether a connection begins with this request, if there is a place for it.
     *
     * @param reason that was decided; those that come before the limits count without a place
     */
    boolean needsPlace(HandshakeRequest request, @Nullable HandshakeRefusal reason) {
        Door door = request.door();
        boolean begins = door.takesUpgrade()
                || (door.readsSession()
                        && !request.method().equals("OPTIONS")
                        && !handler.isSockJsSession(door.session()));
        return begins && (reason == null || reason.compareTo(HandshakeRefusal.TOO_MANY_HANDSHAKES) > 0);
    }

    /** Whether nothing was decided that comes before who the caller is. */
    static boolean isCallerNext(@Nullable HandshakeRefusal reason) {
        return reason == null || reason.compareTo(HandshakeRefusal.FORBIDDEN) > 0;
    }

    /** HEAD is answered as GET is, but begins no WebSocket; CONNECT begins one over HTTP/2 only. */
    private static boolean isBadMethod(HandshakeRequest request) {
        Door door = request.door();
        return switch (request.method()) {
            case "HEAD" -> !door.takesUpgrade() || request.isHandshake();
            case "CONNECT" -> !request.isExtendedConnect() || door.kind() != Door.Kind.NATIVE;
            default -> door.kind() != Door.Kind.BROKEN && !door.methods().contains(request.method());
        };
    }

    /** Who offers none takes STOMP as it is. */
    private boolean isForeign(List<String> offered) {
        return !offered.isEmpty()
                && offered.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .noneMatch(handler.getSubProtocols()::contains);
    }
}
