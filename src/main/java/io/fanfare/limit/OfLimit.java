package io.fanfare.limit;

import org.jspecify.annotations.Nullable;

/** A failure that may be for a limit. */
public interface OfLimit {

    /** The limit that is reached; null if it failed for another reason. */
    @Nullable
    Limit limit();
}
