package io.fanfare.security;

import java.time.Instant;

/**
 * What an operator has taken back before its time.
 *
 * @param kind what is taken back
 * @param of the user's name, or the token's id
 * @param at since when; of a user, tokens that were issued later hold
 * @param until when all that it concerns have expired by themselves
 */
public record Revocation(Kind kind, String of, Instant at, Instant until) {

    /** What can be taken back. */
    public enum Kind {
        /** All tokens that a user has now. */
        USER,
        /** One token. */
        TOKEN
    }

    /** Whether a token of this kind's name is taken back. What is issued in the same second is, since tokens tell no less. */
    boolean covers(Token token) {
        Instant issued = token.issued();
        return kind == Kind.TOKEN || issued == null || issued.getEpochSecond() <= at.getEpochSecond();
    }
}
