package io.fanfare.websocket;

import io.fanfare.limit.LimitReached;
import io.fanfare.security.Origins;
import java.util.List;

/** Puts refusals into words, and tells everyone who listens. */
final class HandshakeRefusals {

    private final String endpoint;
    private final Origins origins;
    private final List<HandshakeListener> listeners;

    /**
     * @param endpoint where the endpoints are, below the context path
     * @param origins whose pages may read why they are refused
     */
    HandshakeRefusals(String endpoint, Origins origins, List<HandshakeListener> listeners) {
        this.endpoint = endpoint;
        this.origins = origins;
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
        String detail = RefusalDetail.of(reason, request, endpoint);
        return refuse(reason, status, detail, RefusalFix.of(reason, request, endpoint, proxy), request);
    }

    /** Refuses since a limit is reached. */
    RefusedHandshake refuse(LimitReached reached, HandshakeRequest request, Proxy proxy) {
        HandshakeRefusal reason =
                reached.limit().isRate() ? HandshakeRefusal.TOO_MANY_HANDSHAKES : HandshakeRefusal.TOO_MANY_CONNECTIONS;
        LimitWords words = new LimitWords(reached, request);
        return refuse(reason, reason.status(), words.detail(), words.fix(proxy), request);
    }

    /** Refuses for who has sent it. */
    RefusedHandshake refuse(RefusedCallerException refused, HandshakeRequest request, Proxy proxy) {
        HandshakeRefusal reason = refused.reason();
        return refuse(
                reason, reason.status(), refused.detail(), RefusalFix.of(reason, request, endpoint, proxy), request);
    }

    private RefusedHandshake refuse(
            HandshakeRefusal reason, int status, String detail, String fix, HandshakeRequest request) {
        boolean readable = request.has("Origin") && origins.allow(request.header("Origin"), request.origin());
        RefusedHandshake refused = new RefusedHandshake(reason, status, detail, fix, request, readable);
        listeners.forEach(listener -> listener.refused(refused));
        return refused;
    }
}
