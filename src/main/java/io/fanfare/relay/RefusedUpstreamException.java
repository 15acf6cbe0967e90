package io.fanfare.relay;

/** The broker has said ERROR, which ends the connection. */
final class RefusedUpstreamException extends UpstreamException {

    private static final long serialVersionUID = 1L;

    RefusedUpstreamException(String message) {
        super(message);
    }
}
