package io.fanfare.stomp;

import org.jspecify.annotations.Nullable;

/** One frame, decoded. Whoever holds it must not change its body. */
public final class StompFrame {

    static final byte[] NO_BODY = {};

    private final StompCommand command;
    private final StompHeaders headers;
    private final byte[] body;

    public StompFrame(StompCommand command, StompHeaders headers, byte[] body) {
        this.command = command;
        this.headers = headers;
        this.body = body;
    }

    public StompCommand command() {
        return command;
    }

    public StompHeaders headers() {
        return headers;
    }

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The body, not a copy; empty if there is none. */
    public byte[] body() {
        return body;
    }

    /** The command and the names of the headers: neither values nor body, which may be secret. */
    @Override
    public String toString() {
        return command + " " + headers;
    }
}
