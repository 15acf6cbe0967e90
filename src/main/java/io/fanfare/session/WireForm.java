package io.fanfare.session;

/** What a connection carries: it decides how events are encoded, and what keeps the line alive. */
public enum WireForm {
    /** STOMP frames, as text or as binary messages. */
    FRAMES(Burst.of("\n")),
    /** STOMP frames in text only, so that binary bodies travel as base64. */
    TEXT_FRAMES(Burst.of("\n")),
    /** Server-sent events, {@code text/event-stream}. */
    EVENT_STREAM(Burst.of(":\n\n"));

    private final Burst beat;

    WireForm(Burst beat) {
        this.beat = beat;
    }

    /** A heart-beat. */
    Burst beat() {
        return beat;
    }
}
