package io.fanfare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Handshakes that are expected to be refused, over a plain socket. */
public final class RawHttp {

    private RawHttp() {}

    /**
     * Sends a handshake and returns the refusal.
     *
     * @throws AssertionError if it is not refused
     */
    public static Handshake.Answer refusal(int port, Handshake handshake) {
        try (WebSocketWire wire = WebSocketWire.open(port, handshake, 0)) {
            throw new AssertionError("not refused: " + wire.answer());
        } catch (Handshake.Refused refused) {
            return refused.answer();
        }
    }

    /** Sends these characters and returns the answer. */
    public static Handshake.Answer answer(int port, String characters) {
        try {
            return WebSocketWire.ask(port, characters);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
