package io.fanfare.websocket;

import org.springframework.http.HttpStatus;

/**
 * Every reason for which a handshake is refused. Where several hold, the first in this order is given: what is nearer to the
 * wire explains what comes behind it.
 */
public enum HandshakeRefusal {
    /** The container did not take the request or did not upgrade it, or its query or forwarded headers make no URL; the status is then the container's. */
    MALFORMED("malformed", HttpStatus.BAD_REQUEST, 4400),
    UNKNOWN_ENDPOINT("unknown-endpoint", HttpStatus.NOT_FOUND, 4404),
    HOST_REFUSED("host-refused", HttpStatus.MISDIRECTED_REQUEST, 4403),
    BAD_METHOD("bad-method", HttpStatus.METHOD_NOT_ALLOWED, 4400),
    NOT_AN_UPGRADE("not-an-upgrade", HttpStatus.UPGRADE_REQUIRED, 4400),
    UPGRADE_STRIPPED("upgrade-stripped", HttpStatus.UPGRADE_REQUIRED, 4400),
    CONNECTION_NOT_UPGRADE("connection-not-upgrade", HttpStatus.BAD_REQUEST, 4400),
    HTTP_1_0("http-1.0", HttpStatus.UPGRADE_REQUIRED, 4400),
    BAD_VERSION("bad-version", HttpStatus.UPGRADE_REQUIRED, 4400),
    BAD_KEY("bad-key", HttpStatus.BAD_REQUEST, 4400),
    ORIGIN_REFUSED("origin-refused", HttpStatus.FORBIDDEN, 4403),
    DRAINING("draining", HttpStatus.SERVICE_UNAVAILABLE, 1013),
    TOO_MANY_CONNECTIONS("too-many-connections", HttpStatus.SERVICE_UNAVAILABLE, 4509),
    TOO_MANY_HANDSHAKES("too-many-handshakes", HttpStatus.TOO_MANY_REQUESTS, 4509),
    UNAUTHENTICATED("unauthenticated", HttpStatus.UNAUTHORIZED, 4401),
    FORBIDDEN("forbidden", HttpStatus.FORBIDDEN, 4403),
    NO_COMMON_SUBPROTOCOL("no-common-subprotocol", HttpStatus.BAD_REQUEST, 4400),
    SOCKJS_SESSION_UNKNOWN("sockjs-session-unknown", HttpStatus.NOT_FOUND, 4404),
    BAD_SOCKJS_PATH("bad-sockjs-path", HttpStatus.NOT_FOUND, 4404),
    BAD_SOCKJS_MESSAGE("bad-sockjs-message", HttpStatus.BAD_REQUEST, 4400),
    TOO_BIG("too-big", HttpStatus.CONTENT_TOO_LARGE, 1009),
    /** A fault of this server, already logged. */
    FAILED("failed", HttpStatus.INTERNAL_SERVER_ERROR, 1011);

    private final String label;
    private final HttpStatus status;
    private final int closeCode;

    HandshakeRefusal(String label, HttpStatus status, int closeCode) {
        this.label = label;
        this.status = status;
        this.closeCode = closeCode;
    }

    /** The value of the header {@code Fanfare-Handshake} and of the label {@code reason} of meters. */
    public String label() {
        return label;
    }

    int status() {
        return status.value();
    }

    /** What a page sees where refusals are explained in the close: 44xx not as you are, 1013 and 45xx later. */
    int closeCode() {
        return closeCode;
    }

    /** Whether the same request may be taken later. */
    boolean isRetryable() {
        return status == HttpStatus.SERVICE_UNAVAILABLE || status == HttpStatus.TOO_MANY_REQUESTS;
    }
}
