package io.fanfare.broker;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;

/**
 * What became of an accepted event.
 *
 * @param id the publisher's, or the position
 * @param position where it stands; of no meaning unless {@link #isInLog}
 * @param subscribers how many sessions matched when it was accepted; {@link #UNKNOWN} where no instance can know
 * @param duplicate whether it was published before, and not again
 */
public record Publication(String id, Destination destination, Position position, int subscribers, boolean duplicate) {

    /** There are subscribers on other instances. */
    public static final int UNKNOWN = -1;

    /** The same, for a log that is not this instance's alone. */
    public Publication ofShared() {
        return new Publication(id, destination, position, UNKNOWN, duplicate);
    }

    /** Of what was passed on and is not kept. */
    private static final Position NOWHERE = new Position(0, -1);

    /** Whether it has a position. */
    public boolean isInLog() {
        return !position.equals(NOWHERE);
    }

    /** Of an event that was passed on, and stands in no log. */
    public static Publication passedOn(String id, Destination destination) {
        return new Publication(id, destination, NOWHERE, UNKNOWN, false);
    }

    static Publication of(Event event, Position position, int subscribers) {
        String id = event.id() == null ? position.toString() : event.id();
        return new Publication(id, event.destination(), position, subscribers, false);
    }

    Publication asDuplicate() {
        return new Publication(id, destination, position, subscribers, true);
    }
}
