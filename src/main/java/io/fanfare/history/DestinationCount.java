package io.fanfare.history;

import io.fanfare.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * How much was published to a destination.
 *
 * @param events since it is known
 * @param last where the last of them stands; null if there was none
 */
public record DestinationCount(long events, @Nullable Position last) {

    public static final DestinationCount NONE = new DestinationCount(0, null);
}
