package io.fanfare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Handshakes over a plain socket, and nothing after them. */
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

    /** A connection on which nothing is read. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Shakes hands and does no more.
     *
     * @throws Handshake.Refused when the server does not answer 101
     */
    public static Held hold(int port, Handshake handshake) {
        return WebSocketWire.open(port, handshake, 0)::close;
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
