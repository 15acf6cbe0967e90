package io.fanfare.security;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a caller is. A user has a name, which is the subject of a token; who comes with a key has none, since keys are for
 * services, and their names could meet those of users.
 *
 * @param name a token's subject, a key's name, or what one says who comes while access is open; null for anyone
 * @param token null if it did not come with one
 */
public record Identity(
        Kind kind,
        @Nullable String name,
        List<Grant> grants,
        @Nullable Token token) {

    /** By what a caller is known. */
    public enum Kind {
        /** By nothing: access is open to everyone. */
        OPEN,
        /** By nothing. */
        ANONYMOUS,
        KEY,
        TOKEN
    }

    /** The service itself, and whoever comes while access is open: they may do everything. */
    public static final Identity OPEN = open(null);

    /** Whoever has not said yet who it is: it may do nothing. */
    public static final Identity UNKNOWN = anonymous(List.of());

    /** Whoever comes while access is open, with the name that they give themselves. */
    public static Identity open(@Nullable String login) {
        return new Identity(Kind.OPEN, login, List.of(), null);
    }

    static Identity anonymous(List<Grant> grants) {
        return new Identity(Kind.ANONYMOUS, null, grants, null);
    }

    static Identity ofKey(String key, List<Grant> grants) {
        return new Identity(Kind.KEY, key, grants, null);
    }

    static Identity ofToken(String subject, List<Grant> grants, Token token) {
        return new Identity(Kind.TOKEN, subject, grants, token);
    }

    /** The user, to whom events can be addressed; null for who is none. */
    public @Nullable String user() {
        return kind == Kind.KEY ? null : name;
    }

    /** The same for the same caller, and different for others; empty for everyone who is known by nothing. */
    public String scope() {
        return switch (kind) {
            case OPEN, ANONYMOUS -> "";
            case KEY -> "key " + name;
            case TOKEN -> "user " + name;
        };
    }

    /** In words, for those who are told what they may not do. */
    String words() {
        return switch (kind) {
            case OPEN, ANONYMOUS -> "Whoever shows no credential";
            case KEY -> "The key " + name;
            case TOKEN -> "The user " + name;
        };
    }

    /** Where to grant it more. */
    String whereToGrant() {
        return switch (kind) {
            case OPEN, ANONYMOUS -> "fanfare.security.anonymous.grants";
            case KEY -> "fanfare.security.keys." + name + ".grants";
            case TOKEN -> "the grants in the token, or fanfare.security.jwt.grants";
        };
    }

    /** When it ends; null if it does not. */
    public @Nullable Instant expiry() {
        return token == null ? null : token.expiry();
    }
}
