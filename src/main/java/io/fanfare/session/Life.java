package io.fanfare.session;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is remembered of a session beyond its end. Thread-safe. */
public final class Life {

    /** When it ended, and why. */
    public record End(Instant at, CloseReason reason) {}

    /** Two moments, in milliseconds since the epoch; behind the first, not behind the second. */
    public record Span(long after, long by) {}

    private final String session;
    private final Instant opened;
    private final InstantSource clock;
    private final AtomicLong written = new AtomicLong(-1);
    private final WrittenMarks marks;

    /** Set before {@link #written}, so that whoever sees that sees a time at which it was so. */
    private long writtenAt;

    private volatile @Nullable String user;
    private volatile @Nullable End end;

    Life(String session, Instant opened, InstantSource clock) {
        this.session = session;
        this.opened = opened;
        this.clock = clock;
        this.marks = new WrittenMarks(opened.toEpochMilli());
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

    /** Between which two moments the event at an offset was given to the kernel; null if it was not. */
    public @Nullable Span writtenWithin(long offset) {
        return written.get() < offset ? null : marks.around(offset, writtenAt);
    }

    /** One write is in flight at a time, so there is one writer. */
    void wrote(long offset) {
        long now = clock.millis();
        writtenAt = now;
        written.lazySet(offset);
        marks.add(offset, now);
    }

    void ended(Instant at, CloseReason reason) {
        end = new End(at, reason);
    }
}
