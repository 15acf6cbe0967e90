package io.fanfare.history;

import io.fanfare.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * From where a new subscription wants to hear.
 *
 * @param after the last event that the client has, or null
 * @param last how many of the last events it wants if it has none, 0 for none
 * @param liveOnGap whether to begin with what is published from now on if something is lost, and else with what is left
 * @param gapInMessage whether the first MESSAGE is to tell that something is lost, no receipt doing so
 */
public record Resume(@Nullable Position after, int last, boolean liveOnGap, boolean gapInMessage) {

    /** From now on. */
    public static final Resume LIVE = new Resume(null, 0, false, false);

    /** From behind an event, with what is left if something is lost. */
    public static Resume after(Position position) {
        return new Resume(position, 0, false, false);
    }

    /** From the last so many events on. */
    public static Resume last(int events) {
        return new Resume(null, events, false, false);
    }
}
