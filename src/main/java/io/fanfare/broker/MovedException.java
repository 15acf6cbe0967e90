package io.fanfare.broker;

import io.fanfare.event.Destination;
import io.fanfare.event.Position;

/** Something was published to a destination behind the position that was expected to be its last. */
public final class MovedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Position position;

    MovedException(Destination destination, Position position) {
        super(
                destination + " is at " + position
                        + ", not at the expected position: read what was published since, and" + " decide anew.",
                null,
                false,
                false);
        this.position = position;
    }

    /** Where the destination's last event stands. */
    public Position position() {
        return position;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
