package io.fanfare.broker;

import java.util.List;

/** What was handed in, and is decided later. One thread, once. */
@FunctionalInterface
public interface Handed {

    /** Waits for the decision, and throws what {@link Publisher#publish} throws. */
    List<Publication> await();

    /** Whether that would not wait. */
    default boolean isDecided() {
        return true;
    }
}
