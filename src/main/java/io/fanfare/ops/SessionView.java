package io.fanfare.ops;

import io.fanfare.security.Token;
import io.fanfare.session.Session;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as operators see it.
 *
 * @param user null for anonymous clients, and before CONNECT
 * @param token the id of the token that it lives by; null if there is none
 * @param version of STOMP; 1.0 before CONNECT
 * @param subscriptions how many it has
 * @param delivered events given to the kernel for it
 * @param outboxBytes what waits to be written or is being written
 */
record SessionView(
        String id,
        @Nullable String user,
        @Nullable String token,
        String transport,
        String remoteAddress,
        String version,
        Instant opened,
        int subscriptions,
        long delivered,
        long outboxBytes) {

    /** One page of sessions, the oldest first. */
    record Listing(int page, int size, int total, List<SessionView> sessions) {}

    static SessionView of(Session session) {
        Token token = session.identity().token();
        return new SessionView(
                session.id(),
                session.user(),
                token == null ? null : token.id(),
                session.connection().transport(),
                session.connection().remoteAddress(),
                session.version().text(),
                session.opened(),
                session.subscriptions().get(),
                session.delivered(),
                session.outbox().bytes());
    }
}
