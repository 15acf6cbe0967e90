package io.fanfare.stomp;

import org.jspecify.annotations.Nullable;

/** One frame, decoded. Whoever holds it must not change its body. */
public final class StompFrame {

    static final byte[] NO_BODY = {};

    private final StompCommand command;
    private final StompHeaders headers;
    private final byte[] body;
    private final boolean bodyLeftOut;

    public StompFrame(StompCommand command, StompHeaders headers, byte[] body) {
        this(command, headers, body, false);
    }

    StompFrame(StompCommand command, StompHeaders headers, byte[] body, boolean bodyLeftOut) {
        this.command = command;
        this.headers = headers;
        this.body = body;
        this.bodyLeftOut = bodyLeftOut;
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

    /** Whether it had a body that was too large to be kept. */
    public boolean isBodyLeftOut() {
        return bodyLeftOut;
    }

    /** The command and the names of the headers: neither values nor body, which may be secret. */
    @Override
    public String toString() {
        return command + " " + headers;
    }
}
