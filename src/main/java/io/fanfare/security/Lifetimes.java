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
    private final Duration clockSkew;
    private final InstantSource clock;

    /** @param clockSkew for how long after its end a token is still accepted */
    public Lifetimes(Revocations revocations, Duration clockSkew, InstantSource clock) {
        this.revocations = revocations;
        this.clockSkew = clockSkew;
        this.clock = clock;
    }

    /** For who never ends. */
    public static Lifetimes unlimited() {
        InstantSource clock = InstantSource.system();
        return new Lifetimes(new Revocations(Duration.ZERO, clock, revocation -> {}), Duration.ZERO, clock);
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

    /**
     * What is asked of a caller who is accepted now, while its request goes on: it throws when the caller must go. Whoever comes
     * after its token's end, since clocks differ, has as long as that allows.
     */
    Runnable watch(Identity identity) {
        Instant expiry = identity.expiry();
        if (expiry == null) {
            return () -> {};
        }
        Instant end = expiry.isAfter(clock.instant()) ? expiry : expiry.plus(clockSkew);
        return () -> check(identity, end);
    }

    /** @throws UnauthenticatedException if what a caller came with is no longer accepted */
    void check(Identity identity) {
        Instant expiry = identity.expiry();
        if (expiry != null) {
            check(identity, expiry.plus(clockSkew));
        }
    }

    private void check(Identity identity, Instant end) {
        if (!end.isAfter(clock.instant())) {
            throw new UnauthenticatedException("The token has expired: get a new one.");
        }
        if (isRevoked(identity)) {
            throw new UnauthenticatedException("The token was revoked: get a new one.");
        }
    }

    private boolean isRevoked(Identity identity) {
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
