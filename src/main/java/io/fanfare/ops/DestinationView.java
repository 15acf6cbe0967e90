package io.fanfare.ops;

import io.fanfare.broker.DestinationStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A destination as operators see it.
 *
 * @param subscribers sessions that hear it now
 * @param events how many were published to it, since it is known
 * @param position of the last one; null if there was none
 */
record DestinationView(
        String destination,
        int subscribers,
        long events,
        @Nullable String position) {

    /** One page of destinations, in the order of their names. */
    record Listing(int page, int size, int total, List<DestinationView> destinations) {}

    static DestinationView of(DestinationStatus status) {
        String position = status.position() == null ? null : status.position().toString();
        return new DestinationView(status.destination(), status.subscribers(), status.events(), position);
    }
}
