package io.fanfare.security;

import org.jspecify.annotations.Nullable;

/** From what a caller shows to who it is. Thread-safe. */
public final class Authenticator {

    private final boolean open;
    private final Keys keys;
    private final @Nullable Tokens tokens;
    private final Identity anonymous;

    /** @param tokens null if none can hold */
    Authenticator(boolean open, Keys keys, @Nullable Tokens tokens, Identity anonymous) {
        this.open = open;
        this.keys = keys;
        this.tokens = tokens;
        this.anonymous = anonymous;
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
        Identity identity = secret == null ? anonymous : identity(secret);
        String login = credentials.login();
        if (login != null && !login.equals(identity.user())) {
            throw new UnauthenticatedException("The login is not that of the user: leave it out, since the user is the"
                    + " subject of the token." + (secret == null ? " Show one. " + Credentials.HOW : ""));
        }
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
