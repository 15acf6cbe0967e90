package io.fanfare.websocket;

import java.util.List;

/** Puts refusals into words, and tells everyone who listens. */
final class HandshakeRefusals {

    private final String endpoint;
    private final List<HandshakeListener> listeners;

    /** @param endpoint where the endpoints are, below the context path */
    HandshakeRefusals(String endpoint, List<HandshakeListener> listeners) {
        this.endpoint = endpoint;
        this.listeners = listeners;
    }

    /** Where the endpoints are, below the context path. */
    String endpoint() {
        return endpoint;
    }

    /** Refuses with the status of the reason. */
    RefusedHandshake refuse(HandshakeRefusal reason, HandshakeRequest request, Proxy proxy) {
        return refuse(reason, reason.status(), request, proxy);
    }

    /** Refuses with the status that the container has chosen. */
    RefusedHandshake refuse(HandshakeRefusal reason, int status, HandshakeRequest request, Proxy proxy) {
        RefusedHandshake refused = new RefusedHandshake(
                reason,
                status,
                RefusalDetail.of(reason, request, endpoint),
                RefusalFix.of(reason, request, endpoint, proxy),
                request);
        listeners.forEach(listener -> listener.refused(refused));
        return refused;
    }
}
