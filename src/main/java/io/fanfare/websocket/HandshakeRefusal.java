package io.fanfare.websocket;

import java.time.Duration;
import org.springframework.http.HttpStatus;

/** Every reason for which a handshake is refused, and what its client is told. */
public enum HandshakeRefusal {
    DRAINING(
            "draining",
            HttpStatus.SERVICE_UNAVAILABLE,
            "This instance is shutting down and takes no new sessions.",
            "Try again after the time in Retry-After: another instance answers, or this one when it is back.",
            Duration.ofSeconds(5));

    private final String label;
    private final HttpStatus status;
    private final String detail;
    private final String fix;
    private final Duration retryAfter;

    HandshakeRefusal(String label, HttpStatus status, String detail, String fix, Duration retryAfter) {
        this.label = label;
        this.status = status;
        this.detail = detail;
        this.fix = fix;
        this.retryAfter = retryAfter;
    }

    /** The value of the header {@code Fanfare-Handshake} and of the label {@code reason} of meters. */
    public String label() {
        return label;
    }

    HttpStatus status() {
        return status;
    }

    String detail() {
        return detail;
    }

    /** What whoever runs the client, or what is between, can do about it. */
    String fix() {
        return fix;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
