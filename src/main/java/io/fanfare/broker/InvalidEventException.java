package io.fanfare.broker;

import io.fanfare.limit.Limit;
import io.fanfare.limit.OfLimit;
import org.jspecify.annotations.Nullable;

/** Something about an event is wrong. The message says what to change; no stack trace, being the publisher's fault. */
public final class InvalidEventException extends RuntimeException implements OfLimit {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final @Nullable Limit limit;

    /** @param field the field at fault, as in the JSON of {@code POST /api/v1/events}, its parts divided by slashes */
    public InvalidEventException(String field, String message) {
        this(field, message, null);
    }

    private InvalidEventException(String field, String message, @Nullable Limit limit) {
        super(message, null, false, false);
        this.field = field;
        this.limit = limit;
    }

    /**
     * An event that is larger than a limit allows.
     *
     * @param field as above
     * @param allowed what the limit allows, in words, without a full stop
     */
    static InvalidEventException tooMuch(String field, Limit limit, String allowed) {
        return new InvalidEventException(field, allowed + " (" + limit.setting() + ").", limit);
    }

    @Override
    public @Nullable Limit limit() {
        return limit;
    }

    public String field() {
        return field;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
