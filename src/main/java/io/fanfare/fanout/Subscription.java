package io.fanfare.fanout;

import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Position;
import io.fanfare.session.Burst;
import io.fanfare.session.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session's interest in a destination, a pattern or several, with the id the client chose. */
public final class Subscription {

    private final Session session;
    private final String id;
    private final List<Interest> interests;
    private final Head head;
    private final @Nullable AckWindow window;
    private final @Nullable Backlog backlog;
    private final Hearing hearing;

    /** What something was lost behind, until a MESSAGE says so. */
    private volatile @Nullable Position lostAfter;

    /** What it was marked with last. Guarded by the log's lock. */
    private @Nullable Object mark;

    Subscription(
            Session session,
            String id,
            List<DestinationPattern> patterns,
            Head head,
            @Nullable AckWindow window,
            SlowPolicy policy) {
        this.session = session;
        this.id = id;
        this.interests =
                patterns.stream().map(pattern -> new Interest(this, pattern)).toList();
        this.head = head;
        this.window = window;
        this.backlog = policy.isPlain() || window != null ? null : new Backlog(this, policy);
        this.hearing = new Hearing(session.life(), id, patterns, window != null || backlog != null);
    }

    public Session session() {
        return session;
    }

    public String id() {
        return id;
    }

    /** What it hears: each event once, however many of them match. */
    public List<DestinationPattern> patterns() {
        return interests.stream().map(interest -> interest.pattern).toList();
    }

    List<Interest> interests() {
        return interests;
    }

    /** Whether it is not known by this mark yet. Guarded by the log's lock. */
    @SuppressWarnings("ReferenceEquality")
    boolean mark(Object with) {
        boolean fresh = mark != with;
        mark = with;
        return fresh;
    }

    /** What of the log it hears. */
    public Hearing hearing() {
        return hearing;
    }

    /** Something behind this position was lost: the next MESSAGE says so. */
    public void lost(Position after) {
        if (window == null) {
            lostAfter = lostAfter == null ? after : lostAfter;
        } else {
            window.lost(after);
        }
    }

    /** The MESSAGE frames of events that are its own now. */
    Burst burst(Run run) {
        Position lost = lostAfter;
        if (lost == null) {
            return run.burst(head);
        }
        lostAfter = null;
        return run.burst(head, lost);
    }

    /**
     * Sends events that were published before it was live: at most what {@link #window} has room for, and no more bytes than
     * one burst may have, or one event.
     *
     * @param room that was reserved for them in the session's outbox
     */
    public void replay(List<MessageFrame> frames, long room) {
        if (frames.isEmpty()) {
            session.outbox().release(room);
        } else if (window == null) {
            session.offerReserved(burst(new Run(frames, false)), room);
        } else {
            window.replay(frames, room);
        }
        session.outbox().flush();
    }

    /** Where its events wait that may be skipped; null if none may. */
    @Nullable
    Backlog backlog() {
        return backlog;
    }

    /** It has ended: no MESSAGE follows. */
    public void close() {
        if (window != null) {
            window.close();
        }
        if (backlog != null) {
            backlog.close();
        }
    }

    /** Its unacknowledged messages; null with the ack mode {@code auto}. */
    public @Nullable AckWindow window() {
        return window;
    }
}
