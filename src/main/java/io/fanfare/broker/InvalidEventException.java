package io.fanfare.broker;

/** Something about an event is wrong. The message says what to change; no stack trace, being the publisher's fault. */
public final class InvalidEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /** @param field the field at fault, as in the JSON of {@code POST /api/v1/events}, its parts divided by slashes */
    public InvalidEventException(String field, String message) {
        super(message, null, false, false);
        this.field = field;
    }

    public String field() {
        return field;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
