package io.fanfare.broker;

/** The id of an event is that of another one. No stack trace, being the publisher's fault. */
public final class IdConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IdConflictException(Publication other) {
        super(
                "The id '" + other.id() + "' is that of another event, at " + other.position()
                        + ": publish the same again, or choose a new id.",
                null,
                false,
                false);
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
