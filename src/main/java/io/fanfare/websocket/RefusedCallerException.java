package io.fanfare.websocket;

import io.fanfare.security.ForbiddenException;
import io.fanfare.security.UnauthenticatedException;
import io.fanfare.security.UncheckedTokenException;

/** A handshake, or a request of a SockJS session, is refused for who sends it. The message says what is wrong. */
final class RefusedCallerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HandshakeRefusal reason;

    private RefusedCallerException(HandshakeRefusal reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    RefusedCallerException(UnauthenticatedException cause) {
        this(HandshakeRefusal.UNAUTHENTICATED, cause.message());
    }

    RefusedCallerException(ForbiddenException cause) {
        this(HandshakeRefusal.FORBIDDEN, cause.message());
    }

    RefusedCallerException(UncheckedTokenException cause) {
        this(HandshakeRefusal.FAILED, cause.message());
    }

    HandshakeRefusal reason() {
        return reason;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
