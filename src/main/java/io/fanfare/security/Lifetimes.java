package io.fanfare.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How long a caller that was accepted may stay. Thread-safe. */
public final class Lifetimes {

    /** Where a session sends its next token. */
    public static final String RENEWAL = "/fanfare/token";

    private static final int PARTS = 4;

    private final Revocations revocations;
    private final InstantSource clock;

    public Lifetimes(Revocations revocations, InstantSource clock) {
        this.revocations = revocations;
        this.clock = clock;
    }

    /** For who never ends. */
    public static Lifetimes unlimited() {
        InstantSource clock = InstantSource.system();
        return new Lifetimes(new Revocations(Duration.ZERO, clock, revocation -> {}), clock);
    }

    /** Why a caller must go, in words for its client; null while it may stay: until its token expires, or is taken back. */
    public @Nullable String whyOver(Identity identity) {
        Instant expiry = identity.expiry();
        if (expiry == null) {
            return null;
        }
        if (!expiry.isAfter(clock.instant())) {
            return "The token has expired: come back with a new one, or renew it in time with SEND to " + RENEWAL + ".";
        }
        return isRevoked(identity) ? "The token was revoked: come back with a new one." : null;
    }

    boolean isRevoked(Identity identity) {
        return revocations.cover(identity);
    }

    /** In how many milliseconds a client should renew its token: while a quarter of the time is left. */
    public OptionalLong renewMillis(Identity identity) {
        Instant expiry = identity.expiry();
        long left =
                expiry == null ? 0 : Duration.between(clock.instant(), expiry).toMillis();
        return left <= 0 ? OptionalLong.empty() : OptionalLong.of(left - left / PARTS);
    }
}
