package io.fanfare.websocket;

import io.fanfare.stomp.StompFrame;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a frame when it is answered.
 *
 * @param receipt the receipt that it asked for
 * @param destination what it is about
 */
record Asked(@Nullable String receipt, @Nullable String destination) {

    /** Where there is no frame. */
    static final Asked NOTHING = new Asked(null, null);

    static Asked of(StompFrame frame) {
        return new Asked(frame.header("receipt"), frame.header("destination"));
    }

    Asked withReceipt(@Nullable String other) {
        return new Asked(other, destination);
    }
}
