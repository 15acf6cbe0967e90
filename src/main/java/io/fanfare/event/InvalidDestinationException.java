package io.fanfare.event;

import org.jspecify.annotations.Nullable;

/** A text is no destination or pattern; the message says what to change, and may be shown to whoever sent it. */
public final class InvalidDestinationException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** What a name has too much of. */
    public enum Bound {
        LENGTH,
        DEPTH
    }

    private final @Nullable Bound bound;

    InvalidDestinationException(String message) {
        super(message);
        this.bound = null;
    }

    /** @param bound that it passes */
    public InvalidDestinationException(String message, Bound bound) {
        super(message);
        this.bound = bound;
    }

    /** The bound that it passes; null if something else is wrong. */
    public @Nullable Bound bound() {
        return bound;
    }
}
