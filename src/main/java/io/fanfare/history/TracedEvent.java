package io.fanfare.history;

import io.fanfare.event.Destination;
import io.fanfare.event.Position;
import io.fanfare.fanout.Hearing;
import java.util.List;
import java.util.Set;

/**
 * An event of the last ones, and who has heard it.
 *
 * @param users whom it was addressed to, at a {@code /user/} destination
 * @param timestamp when it was accepted, in milliseconds since the epoch
 * @param hearings subscriptions for which there is an outcome; those of ended ones too
 * @param complete whether these are all
 */
public record TracedEvent(
        Position position,
        Destination destination,
        Set<String> users,
        long timestamp,
        List<Hearing> hearings,
        boolean complete) {

    /** Whether a user was to hear it who is subscribed. */
    public boolean isFor(String user) {
        return destination.kind() != Destination.Kind.USER || users.contains(user);
    }

    /** The same, with those alone of {@code candidates} that have heard it. */
    TracedEvent heardBy(List<Hearing> candidates) {
        List<Hearing> heard = candidates.stream()
                .filter(each -> each.outcome(position.offset()) != Hearing.Outcome.NONE)
                .filter(each -> each.matches(destination))
                .filter(each -> isFor(userOf(each)))
                .distinct()
                .toList();
        return new TracedEvent(position, destination, users, timestamp, heard, complete);
    }

    private static String userOf(Hearing hearing) {
        String user = hearing.life().user();
        return user == null ? "" : user;
    }
}
