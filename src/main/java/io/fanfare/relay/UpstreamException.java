package io.fanfare.relay;

import java.io.IOException;

/** The broker refuses, or does what it should not; the message may be logged. */
class UpstreamException extends IOException {

    private static final long serialVersionUID = 1L;

    UpstreamException(String message) {
        super(message);
    }
}
