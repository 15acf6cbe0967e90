package io.fanfare.session;

/**
 * Every way a session ends. The set is closed: each value is a WebSocket close code, a word for the close frame and the
 * label {@code reason} of the meter {@code fanfare.sessions.closed}.
 */
public enum CloseReason {
    /** The client sent DISCONNECT. */
    DISCONNECTED(1000, "disconnected", ErrorFrame.NEVER),
    /** The client closed its WebSocket without DISCONNECT. */
    CLIENT_CLOSED(1000, "client-closed", ErrorFrame.NEVER),
    /** The connection broke without a close frame. Never sent. */
    CONNECTION_LOST(1006, "connection-lost", ErrorFrame.NEVER),
    /** This instance stops; the client may come back at once, to another one. */
    RESTART(1012, "restart", ErrorFrame.NEVER),
    OVERLOAD(1013, "overload", ErrorFrame.FIRST),
    PROTOCOL_ERROR(1002, "protocol-error", ErrorFrame.FIRST),
    /** A text message that is not UTF-8 (RFC 6455, section 8.1). */
    BAD_TEXT(1007, "bad-text", ErrorFrame.FIRST),
    TOO_BIG(1009, "too-big", ErrorFrame.FIRST),
    /** A fault of this server, already logged. */
    INTERNAL_ERROR(1011, "internal-error", ErrorFrame.FIRST),
    UNAUTHENTICATED(4401, "unauthenticated", ErrorFrame.FIRST),
    FORBIDDEN(4403, "forbidden", ErrorFrame.FIRST),
    CLOSED_BY_OPERATOR(4410, "closed-by-operator", ErrorFrame.FIRST),
    /** Nothing was heard from the client for too long, though it promised heart-beats or did not answer pings. */
    HEARTBEAT_LOST(4507, "heart-beat-lost", ErrorFrame.FIRST),
    /** The client reads slower than it is sent to, and its outbox is full. */
    SLOW_CONSUMER(4508, "slow-consumer", ErrorFrame.FIRST),
    LIMIT(4509, "limit", ErrorFrame.FIRST);

    /** What stands before the milliseconds in the text of a close frame. */
    public static final String RETRY = "; retry-ms=";

    private enum ErrorFrame {
        FIRST,
        NEVER
    }

    private final int code;
    private final String label;
    private final ErrorFrame error;

    CloseReason(int code, String label, ErrorFrame error) {
        this.code = code;
        this.label = label;
        this.error = error;
    }

    /** The WebSocket close code. */
    public int code() {
        return code;
    }

    /** The word in the close frame and in meters. */
    public String label() {
        return label;
    }

    /** Whether an ERROR frame goes before the close frame. */
    public boolean hasErrorFrame() {
        return error == ErrorFrame.FIRST;
    }

    /** Whether the client is refused for what it did, or for how much there is to do; not for a fault or on command. */
    public boolean isRefusal() {
        return switch (this) {
            case DISCONNECTED, CLIENT_CLOSED, CONNECTION_LOST, RESTART -> false;
            case INTERNAL_ERROR, CLOSED_BY_OPERATOR, HEARTBEAT_LOST -> false;
            case OVERLOAD, PROTOCOL_ERROR, BAD_TEXT, TOO_BIG, UNAUTHENTICATED, FORBIDDEN, SLOW_CONSUMER, LIMIT -> true;
        };
    }

    /** Whether the client should come back later, as it is: its close frame then carries {@code retry-ms}. */
    public boolean isRetryable() {
        return code == 1012 || code == 1013 || code >= 4500;
    }

    /** The text of the close frame: the label and, where the client should wait, {@code ; retry-ms=<n>}. */
    public String text(long retryMillis) {
        return isRetryable() ? label + RETRY + retryMillis : label;
    }
}
