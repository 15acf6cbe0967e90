package io.fanfare.websocket;

import io.fanfare.limit.CountedAddress;
import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.security.Authenticator;
import io.fanfare.security.Credentials;
import io.fanfare.security.ForbiddenException;
import io.fanfare.security.Identity;
import io.fanfare.security.Tickets;
import io.fanfare.security.UnauthenticatedException;
import io.fanfare.security.UncheckedTokenException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Who shakes hands. A credential need not be shown before CONNECT, but one that is shown must hold, and is that of the session
 * then: in a header, or as a ticket, for browsers.
 */
final class HandshakeCallers {

    private final Authenticator authenticator;
    private final StompWebSocketHandler handler;

    HandshakeCallers(Authenticator authenticator, StompWebSocketHandler handler) {
        this.authenticator = authenticator;
        this.handler = handler;
    }

    /**
     * Who begins a session with this request.
     *
     * @throws RefusedCallerException if a credential is shown that does not hold, or may do nothing in a session
     */
    Opener opener(HttpServletRequest request) {
        return explained(() -> {
            authenticator.refuseInUrl(request.getQueryString());
            String ticket = ticket(request);
            Identity identity = identity(request, ticket);
            if (identity != null) {
                AccessControl.checkAny(identity, Action.SUBSCRIBE, Action.SEND, Action.PRESENCE);
            }
            return new Opener(CountedAddress.of(request.getRemoteAddr()), identity, ticket);
        });
    }

    /**
     * Checks a request of a SockJS session, whose id its client has chosen, and which may be easy to guess.
     *
     * @throws RefusedCallerException if another has begun the session, or a credential is shown that does not hold
     */
    void check(Door door, HttpServletRequest request) {
        Opener opener = handler.openerOf(door.session());
        if (opener != null) {
            explained(() -> same(opener, request));
        }
    }

    private Opener same(Opener opener, HttpServletRequest request) {
        if (!opener.address().equals(CountedAddress.of(request.getRemoteAddr()))) {
            throw new ForbiddenException("This SockJS session was begun from another address.");
        }
        String ticket = ticket(request);
        if (ticket == null || !ticket.equals(opener.ticket())) {
            Identity identity = identity(request, ticket);
            if (!opener.scope().equals(identity == null ? "" : identity.scope())) {
                throw new ForbiddenException(
                        "This SockJS session was begun with another credential than is shown now.");
            }
        }
        return opener;
    }

    private static Opener explained(Supplier<Opener> check) {
        try {
            return check.get();
        } catch (UnauthenticatedException e) {
            throw new RefusedCallerException(e);
        } catch (ForbiddenException e) {
            throw new RefusedCallerException(e);
        } catch (UncheckedTokenException e) {
            throw new RefusedCallerException(e);
        }
    }

    private @Nullable Identity identity(HttpServletRequest request, @Nullable String ticket) {
        Credentials credentials =
                Credentials.of(null, request.getHeader("Authorization"), request.getHeader("X-API-Key"));
        if (ticket == null) {
            return credentials.isEmpty() ? null : authenticator.authenticate(credentials);
        }
        return authenticator.authenticate(credentials, authenticator.redeem(ticket));
    }

    private static @Nullable String ticket(HttpServletRequest request) {
        String query = request.getQueryString();
        return query == null
                ? null
                : UriComponentsBuilder.newInstance()
                        .query(query)
                        .build()
                        .getQueryParams()
                        .getFirst(Tickets.PARAMETER);
    }
}
