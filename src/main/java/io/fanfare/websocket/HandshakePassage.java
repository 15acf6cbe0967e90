package io.fanfare.websocket;

import io.fanfare.limit.Place;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Leads requests that may come in to what is behind, and tells why one is refused after all: null if it was taken. */
final class HandshakePassage {

    private final HandshakeAttempts attempts;
    private final long largestBody;

    /** @param largestBody bytes that SockJS may send in one request */
    HandshakePassage(HandshakeAttempts attempts, long largestBody) {
        this.attempts = attempts;
        this.largestBody = largestBody;
    }

    /** Leads in a request with which a connection begins; that has the place then, or else it is given back. */
    @Nullable
    HandshakeRefusal begin(
            Place place,
            Opener opener,
            HandshakeRequest handshake,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        PlaceOfSession.give(request, place, opener);
        boolean begun = false;
        try {
            boolean upgrade = handshake.door().takesUpgrade();
            HandshakeRefusal refusal =
                    upgrade ? upgrade(handshake, request, response, chain) : pass(request, response, chain);
            begun = refusal == null && place.isSettled() && (!upgrade || response.getStatus() == opened(handshake));
            return refusal;
        } finally {
            if (!begun) {
                place.giveBack();
            }
        }
    }

    private @Nullable HandshakeRefusal upgrade(
            HandshakeRequest handshake, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        attempts.taken(handshake);
        chain.doFilter(handshake.isExtendedConnect() ? request : new RegularUpgrade(request), response);
        return response.getStatus() == opened(handshake) || response.isCommitted() ? null : HandshakeRefusal.MALFORMED;
    }

    private static int opened(HandshakeRequest handshake) {
        return handshake.isExtendedConnect() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SWITCHING_PROTOCOLS;
    }

    /** Leads in a request of a SockJS session that there is, or for SockJS's information. */
    @Nullable
    HandshakeRefusal pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getContentLengthLong() > largestBody) {
            return HandshakeRefusal.TOO_BIG;
        }
        BoundedBody bounded = new BoundedBody(request, largestBody);
        chain.doFilter(bounded, response);
        if (response.isCommitted()) {
            return null;
        }
        if (bounded.isTooLarge()) {
            return HandshakeRefusal.TOO_BIG;
        }
        return switch (response.getStatus()) {
            case HttpServletResponse.SC_NOT_FOUND -> HandshakeRefusal.SOCKJS_SESSION_UNKNOWN;
            // Spring's answer where a body is no JSON, or a callback has no name
            case HttpServletResponse.SC_INTERNAL_SERVER_ERROR -> HandshakeRefusal.BAD_SOCKJS_MESSAGE;
            default -> null;
        };
    }
}
