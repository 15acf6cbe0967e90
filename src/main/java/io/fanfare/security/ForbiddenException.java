package io.fanfare.security;

/** A caller may not do this. The message says which grant is missing; no stack trace, being the caller's fault. */
public final class ForbiddenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ForbiddenException(String message) {
        super(message, null, false, false);
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
