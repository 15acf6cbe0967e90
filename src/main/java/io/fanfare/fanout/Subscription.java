package io.fanfare.fanout;

import io.fanfare.event.DestinationPattern;
import io.fanfare.session.Session;
import org.jspecify.annotations.Nullable;

/** A session's interest in a destination or pattern, with the id the client chose. */
public final class Subscription {

    private final Session session;
    private final String id;
    private final DestinationPattern pattern;
    private final Head head;
    private final @Nullable AckWindow window;

    /** Its place among those of its pattern. Guarded by the log's lock. */
    int place = -1;

    Subscription(Session session, String id, DestinationPattern pattern, Head head, @Nullable AckWindow window) {
        this.session = session;
        this.id = id;
        this.pattern = pattern;
        this.head = head;
        this.window = window;
    }

    public Session session() {
        return session;
    }

    public String id() {
        return id;
    }

    public DestinationPattern pattern() {
        return pattern;
    }

    Head head() {
        return head;
    }

    /** Its unacknowledged messages; null with the ack mode {@code auto}. */
    public @Nullable AckWindow window() {
        return window;
    }
}
