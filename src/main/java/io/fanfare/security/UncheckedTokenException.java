package io.fanfare.security;

/** A token could not be checked, since the keys to check it with are not to be had now. It may hold later. */
public final class UncheckedTokenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UncheckedTokenException(Throwable cause) {
        super("The keys of the issuer, to check the token with, are not to be had now: try again later.", cause);
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
