package io.fanfare.history;

/** Hears how subscriptions are given what was published before them. Called on any thread; must be fast and must not throw. */
@FunctionalInterface
public interface ReplayListener {

    /** What became of a wish to hear the past: the label {@code outcome} of meters. */
    enum Outcome {
        /** Nothing was lost of what came behind the client's last event. */
        RECOVERED,
        /** Something was, or the log is another. */
        GAP,
        /** The client had no event, and asked for the last ones. */
        LAST,
        /** Besides one of these: something went while the client caught up, before it could be sent. */
        OVERTAKEN,
        /** Too many others were reading: {@link HistorySettings#catchingUp}. */
        REFUSED
    }

    /** For whom does not listen. */
    ReplayListener NONE = outcome -> {};

    void replayed(Outcome outcome);
}
