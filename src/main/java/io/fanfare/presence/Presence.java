package io.fanfare.presence;

import io.fanfare.broker.Broker;
import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is on a destination, where a rule of {@code fanfare.presence.rules} asks for it. Thread-safe. */
public final class Presence {

    private final Attendances attendances;
    private final Broker broker;

    Presence(Attendances attendances, Broker broker) {
        this.attendances = attendances;
        this.broker = broker;
    }

    /** Of how many destinations it is known who is there, or was lately. */
    public int destinations() {
        return attendances.size();
    }

    /** Whether every destination that a {@code /presence/} pattern can match is told of. */
    public boolean isKept(DestinationPattern told) {
        return attendances.areKept(told);
    }

    /**
     * Who is on a destination, as was told last; null where no rule asks for it. What is told of it behind the position that
     * comes along makes the list what it is later.
     */
    public @Nullable Roll roll(Destination topic) {
        KeptPattern rule = attendances.rule(DestinationPattern.parse(topic.toString()));
        if (rule == null) {
            return null;
        }
        // first, for what is published by now was counted before
        Position position = broker.position();
        Attendance attendance = attendances.get(topic);
        return attendance == null
                ? new Roll(position, 0, 0, rule.countOnly() ? null : List.of())
                : attendance.roll(position);
    }
}
