package io.fanfare.session;

import io.fanfare.event.Destination;
import org.jspecify.annotations.Nullable;

/** Hears what happens to sessions. Called on whatever thread it happens on; must be fast and must not throw. */
public interface SessionListener {

    /** For whom does not listen. */
    SessionListener NONE = new SessionListener() {};

    /** The transport is open; STOMP has not begun. */
    default void opened(Session session) {}

    /** Called once for each session that was opened. */
    default void closed(Session session, CloseReason reason) {}

    /** The burst was given to the kernel. */
    default void written(Burst burst) {}

    /** The client acknowledged events, positively or not. */
    default void acknowledged(int events, boolean positive) {}

    /** {@code events} were not delivered because the client read too slowly; they are dropped too. */
    default void skipped(SlowConsumer policy, long events) {}

    /**
     * {@code events} were not delivered because the session ended first, or went on without them.
     *
     * @param destination the first's, if it is known; mostly that of all
     */
    default void dropped(Session session, @Nullable Destination destination, long events) {}
}
