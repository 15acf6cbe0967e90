package io.fanfare.stomp;

import org.jspecify.annotations.Nullable;

/**
 * A client broke the protocol; its session ends with an ERROR frame (X1, E2). It carries no stack trace, being the
 * client's fault. The message is for the ERROR's {@code message} header.
 */
public final class StompException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String receiptId;
    private final StompLimits.@Nullable Part excess;

    public StompException(String message) {
        this(message, null, null);
    }

    public StompException(String message, @Nullable String receiptId) {
        this(message, receiptId, null);
    }

    private StompException(String message, @Nullable String receiptId, StompLimits.@Nullable Part excess) {
        super(message, null, false, false);
        this.receiptId = receiptId;
        this.excess = excess;
    }

    static StompException tooBig(StompLimits.Part excess, String message) {
        return new StompException(message, null, excess);
    }

    StompException withReceiptId(@Nullable String id) {
        return new StompException(message(), id, excess);
    }

    /** What the client did wrong. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** The {@code receipt} that the offending frame asked for, if it was known by then. */
    public @Nullable String receiptId() {
        return receiptId;
    }

    /** Whether a limit was passed, so that a WebSocket closes with 1009 and not 1002. */
    public boolean tooBig() {
        return excess != null;
    }

    /** What is larger than a limit allows; null if something else is wrong. */
    public StompLimits.@Nullable Part excess() {
        return excess;
    }
}
