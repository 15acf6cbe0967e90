package io.fanfare.websocket;

/** Hears of handshakes that are refused. Called on the request's thread; must be fast and must not throw. */
public interface HandshakeListener {

    /** For whom does not listen. */
    HandshakeListener NONE = refusal -> {};

    /** A handshake was answered with this refusal. */
    void refused(HandshakeRefusal refusal);
}
