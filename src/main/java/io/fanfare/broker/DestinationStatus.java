package io.fanfare.broker;

import io.fanfare.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one destination.
 *
 * @param subscribers sessions that hear it now
 * @param events how many were published to it, since it is known
 * @param position of the last one; null if there was none
 */
public record DestinationStatus(
        String destination,
        int subscribers,
        long events,
        @Nullable Position position) {}
