package io.fanfare.ops;

/** A query that cannot be answered as it is. The message says what to change; no stack trace, being the caller's fault. */
final class InvalidQueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidQueryException(String message) {
        super(message, null, false, false);
    }
}
