package io.fanfare.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

/**
 * Tickets for browsers, which cannot set headers where a WebSocket or an event stream begins: each stands for a caller once, for
 * half a minute, so that it does no harm in a log. Thread-safe.
 */
public final class Tickets {

    /** How long a ticket holds. */
    public static final Duration LIFETIME = Duration.ofSeconds(30);

    /** Its name in a query. */
    public static final String PARAMETER = "ticket";

    private static final int MOST = 100_000;
    private static final int BYTES = 24;

    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Identity> waiting;

    public Tickets() {
        this(Ticker.systemTicker());
    }

    Tickets(Ticker clock) {
        waiting = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(LIFETIME)
                .ticker(clock)
                .build();
    }

    /** A new ticket for a caller. */
    public String issue(Identity identity) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        waiting.put(ticket, identity);
        return ticket;
    }

    /**
     * For whom a ticket stands; from now on it stands for nobody.
     *
     * @throws UnauthenticatedException if it does not hold
     */
    public Identity redeem(String ticket) {
        Identity identity = waiting.asMap().remove(ticket);
        if (identity == null) {
            throw new UnauthenticatedException("The ticket does not hold: it is used, or older than "
                    + LIFETIME.toSeconds() + " seconds. Get another with POST /api/v1/tickets.");
        }
        return identity;
    }
}
