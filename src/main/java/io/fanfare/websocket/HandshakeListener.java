package io.fanfare.websocket;

/** Hears of handshakes that are refused. Called on the request's thread; must be fast and must not throw. */
public interface HandshakeListener {

    /** A handshake was answered with this refusal, or is about to be. */
    void refused(RefusedHandshake handshake);
}
