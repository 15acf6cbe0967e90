package io.fanfare.security;

/** A credential is missing or does not hold. The message says what to change; no stack trace, being the caller's fault. */
public final class UnauthenticatedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnauthenticatedException(String message) {
        super(message, null, false, false);
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
