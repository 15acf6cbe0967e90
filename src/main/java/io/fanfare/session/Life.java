package io.fanfare.session;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is remembered of a session beyond its end. Thread-safe. */
public final class Life {

    /** When it ended, and why. */
    public record End(Instant at, CloseReason reason) {}

    private final String session;
    private final Instant opened;
    private final AtomicLong written = new AtomicLong(-1);
    private volatile @Nullable String user;
    private volatile @Nullable End end;

    Life(String session, Instant opened) {
        this.session = session;
        this.opened = opened;
    }

    /** The session's id. */
    public String session() {
        return session;
    }

    public Instant opened() {
        return opened;
    }

    /** Who was connected; null for anonymous clients. */
    public @Nullable String user() {
        return user;
    }

    /** Null while it lasts. */
    public @Nullable End end() {
        return end;
    }

    /** Up to which offset of the log live events were given to the kernel: in their order, so that none is left out. */
    public long written() {
        return written.get();
    }

    void connected(@Nullable String who) {
        user = who;
    }

    /** One write is in flight at a time, so there is one writer. */
    void wrote(long offset) {
        written.lazySet(offset);
    }

    void ended(Instant at, CloseReason reason) {
        end = new End(at, reason);
    }
}
