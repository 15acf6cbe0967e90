package io.fanfare.event;

/** A text is no destination or pattern; the message says what to change, and may be shown to whoever sent it. */
public final class InvalidDestinationException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidDestinationException(String message) {
        super(message);
    }
}
