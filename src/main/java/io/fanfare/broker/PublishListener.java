package io.fanfare.broker;

/** Hears what becomes of publishing. Called on the publisher's thread; must be fast and must not throw. */
public interface PublishListener {

    /** Why an event was not accepted: the label {@code outcome} of meters. */
    enum Refusal {
        INVALID,
        OVERLOADED,
        /** Its publisher publishes too fast. */
        LIMITED,
        /** The log could not be reached. */
        UNAVAILABLE,
        /** Its id is another event's. */
        CONFLICT,
        /** Its destination is not where it was expected to be. */
        MOVED,
        FORBIDDEN
    }

    /** For whom does not listen. */
    PublishListener NONE = new PublishListener() {};

    /** An event is in the log, {@code nanos} after it was handed in. */
    default void accepted(Publisher.Source source, Publication publication, long nanos) {}

    /** An event was published before under the same id, and not again. */
    default void duplicate(Publisher.Source source) {}

    /**
     * An event was refused, here or on the way here.
     *
     * @param publisher the scope of whoever published it; empty for who is known by nothing, or not yet
     */
    default void refused(Publisher.Source source, String publisher, Refusal refusal) {}
}
