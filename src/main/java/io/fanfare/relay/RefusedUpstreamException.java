package io.fanfare.relay;

/** The broker has said ERROR, which ends the connection. */
final class RefusedUpstreamException extends UpstreamException {

    private static final long serialVersionUID = 1L;

    RefusedUpstreamException(String message) {
        super(message);
    }

    /** Whether it is for as long as a node is away, in RabbitMQ's words: that of a queue that is there. */
    boolean isForNow() {
        return String.valueOf(getMessage()).contains("is down or inaccessible");
    }
}
