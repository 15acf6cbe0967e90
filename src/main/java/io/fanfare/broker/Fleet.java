package io.fanfare.broker;

import java.io.IOException;

/**
 * The other instances that share the broker, and a channel to them that is no part of the log. What one tells, all others
 * hear in its order; who has missed something hears all again. Thread-safe.
 */
public interface Fleet {

    /** What instances tell each other of. */
    enum Subject {
        PRESENCE,
        REVOCATIONS
    }

    /** Hears what others tell of one subject, on one thread. */
    interface Listener {

        /** Tells all that is so: somebody has missed something, or is new. On a thread of its own. */
        void repeat();

        /** Another instance begins to tell all: what it does not tell until {@link #repeated} is not so any more. */
        default void repeating(long instance) {}

        /**
         * Another tells something.
         *
         * @throws IOException if that is not what an instance of this version understands
         */
        void heard(long instance, byte[] message) throws IOException;

        /** It has told all. */
        default void repeated(long instance) {}

        /** An instance has stopped in good order, or was not heard of for as long as the lease. */
        default void gone(long instance, boolean inOrder) {}
    }

    /** Hears of a subject from now on; one for each, before the first is heard. */
    void join(Subject subject, Listener listener);

    /** Tells all others that there are. Does not wait, and is no promise: what is lost is told again when that shows. */
    void tell(Subject subject, byte[] message);
}
