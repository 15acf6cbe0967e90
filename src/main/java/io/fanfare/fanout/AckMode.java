package io.fanfare.fanout;

import org.jspecify.annotations.Nullable;

/** What the {@code ack} header of a SUBSCRIBE asks for. */
public enum AckMode {
    /** Delivered is done. */
    AUTO("auto"),
    /** An ACK is for its message and all before it. */
    CLIENT("client"),
    /** An ACK is for its message only. */
    CLIENT_INDIVIDUAL("client-individual");

    private final String text;

    AckMode(String text) {
        this.text = text;
    }

    /** The mode a header names, {@link #AUTO} without one; null if it names none. */
    public static @Nullable AckMode of(@Nullable String header) {
        if (header == null) {
            return AUTO;
        }
        for (AckMode mode : values()) {
            if (mode.text.equals(header)) {
                return mode;
            }
        }
        return null;
    }
}
