package io.fanfare.broker;

import io.fanfare.event.Event;

/** Hears of each event of the log, whichever instance took it. Called outside the log's lock; must be fast and must not throw. */
public interface AppendListener {

    /** For whom does not listen. */
    AppendListener NONE = (publisher, event, sessions) -> {};

    /**
     * An event is queued for all who hear it here.
     *
     * @param publisher the scope of whoever published it; empty for who is known by nothing
     * @param sessions how many of this instance's sessions it goes to
     */
    void appended(String publisher, Event event, int sessions);
}
