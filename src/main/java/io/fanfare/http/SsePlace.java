package io.fanfare.http;

import io.fanfare.limit.Place;
import java.util.List;

/**
 * What one event stream has of all that is limited.
 *
 * @param others what else it gives back
 */
record SsePlace(Place place, List<Runnable> others) {

    /** A stream has it now. */
    void settle() {
        place.settle();
    }

    /** Lets others have it; to be called once. */
    void giveBack() {
        place.giveBack();
        others.forEach(Runnable::run);
    }
}
