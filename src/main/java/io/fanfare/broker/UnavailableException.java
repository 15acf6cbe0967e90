package io.fanfare.broker;

/** The log cannot be reached now, or did not answer in time; then the event may be in it all the same. */
public final class UnavailableException extends OverloadedException {

    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
        super(message);
    }
}
