package io.fanfare.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What operators have taken back, for as long as it could be shown. Thread-safe. */
public final class Revocations {

    /** How many there can be at a time. */
    public static final int MOST = 10_000;

    private record Key(Revocation.Kind kind, String of) {}

    private final Map<Key, Revocation> known = new ConcurrentHashMap<>();
    private final Duration kept;
    private final InstantSource clock;
    private final Consumer<Revocation> others;

    /**
     * Nothing is taken back yet.
     *
     * @param kept as long as a token lasts at most
     * @param others who are to know too: other instances, which then call {@link #add}
     */
    public Revocations(Duration kept, InstantSource clock, Consumer<Revocation> others) {
        this.kept = kept;
        this.clock = clock;
        this.others = others;
    }

    /**
     * Takes something back, here and wherever else it must be known.
     *
     * @return false if there is no room for more
     */
    public boolean revoke(Revocation.Kind kind, String of) {
        Instant now = clock.instant();
        Revocation revocation = new Revocation(kind, of, now, now.plus(kept));
        if (!add(revocation)) {
            return false;
        }
        others.accept(revocation);
        return true;
    }

    /**
     * Takes something back here alone.
     *
     * @return false if there is no room for more
     */
    public boolean add(Revocation revocation) {
        known.values().removeIf(each -> each.until().isBefore(clock.instant()));
        Key key = new Key(revocation.kind(), revocation.of());
        if (known.size() >= MOST && !known.containsKey(key)) {
            return false;
        }
        known.merge(key, revocation, (one, other) -> one.at().isAfter(other.at()) ? one : other);
        return true;
    }

    /** All of them. */
    public List<Revocation> list() {
        return List.copyOf(known.values());
    }

    /** Whether what a caller came with is taken back. Keys are not: they are removed from the configuration. */
    boolean cover(Identity identity) {
        Token token = identity.token();
        return token != null
                && !known.isEmpty()
                && (covers(Revocation.Kind.TOKEN, token.id(), token)
                        || covers(Revocation.Kind.USER, String.valueOf(identity.name()), token));
    }

    private boolean covers(Revocation.Kind kind, String of, Token token) {
        Revocation revocation = known.get(new Key(kind, of));
        return revocation != null && revocation.covers(token);
    }
}
