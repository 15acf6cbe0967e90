package io.fanfare.security;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From what a caller shows to who it is. Thread-safe. */
public final class Authenticator {

    private static final Pattern IN_URL = Pattern.compile(
            "(?i)(^|&)(token|access_token|id_token|jwt|authorization|bearer|key|api[-_]?key|x-api-key|passcode)=");

    private final boolean open;
    private final Keys keys;
    private final @Nullable Tokens tokens;
    private final Identity anonymous;
    private final Lifetimes lifetimes;
    private final Tickets tickets = new Tickets();

    /** @param tokens null if none can hold */
    Authenticator(boolean open, Keys keys, @Nullable Tokens tokens, Identity anonymous, Lifetimes lifetimes) {
        this.open = open;
        this.keys = keys;
        this.tokens = tokens;
        this.anonymous = anonymous;
        this.lifetimes = lifetimes;
    }

    /**
     * Who comes with these credentials. May have to ask the issuer of a token, and wait for it.
     *
     * @throws UnauthenticatedException if they do not hold, or name more than one
     * @throws UncheckedTokenException if that cannot be told now
     */
    public Identity authenticate(Credentials credentials) {
        if (open) {
            return Identity.open(credentials.login());
        }
        String secret = credentials.secret();
        return withLogin(credentials.login(), secret == null ? anonymous : held(identity(secret)));
    }

    /**
     * Who comes with these credentials, having shown others before, or a ticket: the same.
     *
     * @param before who that was; null if it has shown none
     * @throws UnauthenticatedException if they do not hold
     * @throws ForbiddenException if they are another's
     * @throws UncheckedTokenException if that cannot be told now
     */
    public Identity authenticate(Credentials credentials, @Nullable Identity before) {
        if (open || before == null) {
            return authenticate(credentials);
        }
        if (credentials.secret() == null) {
            return withLogin(credentials.login(), held(before));
        }
        Identity now = authenticate(credentials);
        if (!now.scope().equals(before.scope())) {
            throw new ForbiddenException(
                    "This credential is not of whoever showed the one before: begin anew with it.");
        }
        return now;
    }

    /**
     * What is asked again of a caller who was let in just now, before each thing that it does: it throws an {@link
     * UnauthenticatedException} if the caller's token has ended or was revoked meanwhile.
     */
    public Runnable watch(Identity identity) {
        return lifetimes.watch(identity);
    }

    /** Who would come with the key of this name; null if there is none. */
    public @Nullable Identity ofKey(String name) {
        return open ? Identity.OPEN : keys.named(name);
    }

    /** Who would come with a token of this user that grants nothing by itself. */
    public Identity ofUser(String user) {
        return open || tokens == null ? withoutToken(user) : tokens.ofUser(user);
    }

    private Identity withoutToken(String user) {
        return open ? Identity.open(user) : anonymous;
    }

    /** A ticket for a caller, which holds once. */
    public String issueTicket(Identity identity) {
        return tickets.issue(identity);
    }

    /**
     * For whom a ticket stands.
     *
     * @throws UnauthenticatedException if it does not hold
     */
    public Identity redeem(String ticket) {
        return open ? Identity.OPEN : held(tickets.redeem(ticket));
    }

    /**
     * Refuses tokens in URLs.
     *
     * @throws UnauthenticatedException if a query has one
     */
    public void refuseInUrl(@Nullable String query) {
        if (!open && query != null && IN_URL.matcher(query).find()) {
            throw new UnauthenticatedException(
                    "Tokens and keys do not count in URLs, which are logged and passed on: show"
                            + " them in a header, or in STOMP's CONNECT. Where a browser cannot, get a ticket with POST"
                            + " /api/v1/tickets and connect with ?ticket=<ticket>.");
        }
    }

    private static Identity withLogin(@Nullable String login, Identity identity) {
        if (login != null && !login.equals(identity.user())) {
            throw new UnauthenticatedException("The login is not that of the user: leave it out, since the user is the"
                    + " subject of the token. " + Credentials.HOW);
        }
        return identity;
    }

    /** What was revoked does not hold, whatever else is known of it, and what a ticket stands for may have ended meanwhile. */
    private Identity held(Identity identity) {
        lifetimes.check(identity);
        return identity;
    }

    private Identity identity(String secret) {
        byte[] hash = Keys.hash(secret);
        Identity service = keys.find(hash);
        if (service != null) {
            return service;
        }
        if (!Tokens.isToken(secret)) {
            throw new UnauthenticatedException(
                    "There is no such key: show one of those below fanfare.security.keys, or a token.");
        }
        if (tokens == null) {
            throw new UnauthenticatedException("No tokens are taken here: set fanfare.security.jwt.issuer-uri,"
                    + " .jwk-set-uri or .secret, or show a key.");
        }
        return tokens.identity(secret, hash);
    }
}
