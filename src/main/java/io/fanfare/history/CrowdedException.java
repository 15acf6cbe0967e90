package io.fanfare.history;

/** Those that catch up have as much to read as may be read at a time; the message says so, and may be shown to a client. */
public final class CrowdedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CrowdedException() {
        super(
                "Others that came back still read what they missed, of as many destinations as are read at a time"
                        + " (fanfare.history.catching-up): come back later.",
                null,
                false,
                false);
    }
}
