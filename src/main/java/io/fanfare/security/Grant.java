package io.fanfare.security;

import io.fanfare.event.DestinationPattern;
import org.jspecify.annotations.Nullable;

/**
 * A right of one caller.
 *
 * @param pattern where; null for what has no place
 * @param rule as it was written, variables and all
 * @param source where that is written
 */
public record Grant(Action action, @Nullable DestinationPattern pattern, String rule, String source) {

    /** Whether it allows this on all that can match. */
    boolean covers(Action wanted, @Nullable DestinationPattern all) {
        return action == wanted && (pattern == null || (all != null && pattern.covers(all)));
    }
}
