package io.fanfare.http;

import io.fanfare.event.Destination;
import io.fanfare.presence.Presence;
import io.fanfare.presence.Roll;
import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.security.Identity;
import jakarta.servlet.http.HttpServletRequest;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;

/** Answers who is on a destination. */
final class PresenceRequests {

    /** The last segment of the path, behind the destination. */
    static final String SEGMENT = "/presence";

    private final Gate gate;
    private final Presence presence;

    PresenceRequests(Gate gate, Presence presence) {
        this.gate = gate;
        this.presence = presence;
    }

    /** @throws Refusal 404 if it is not told who is there */
    JsonText read(Destination destination, HttpServletRequest request) {
        Identity reader = gate.admit(request, Action.PRESENCE);
        AccessControl.check(reader, Action.PRESENCE, destination);
        Query.checkEmpty(request.getQueryString());
        Roll roll = presence.roll(destination);
        if (roll == null) {
            throw new Refusal(
                    HttpStatus.NOT_FOUND,
                    "It is not kept who is on " + destination + ": add a rule to fanfare.presence.rules.");
        }
        JsonText answer = new JsonText()
                .add("destination", destination.toString())
                .add("position", roll.position().toString())
                .add("count", roll.count());
        return roll.users() == null
                ? answer
                : answer.add("unnamed", roll.unnamed())
                        .addJson(
                                "users",
                                roll.users().stream()
                                        .map(user -> new JsonText()
                                                .add("user", user.user())
                                                .add("sessions", user.sessions())
                                                .toString())
                                        .collect(Collectors.joining(",", "[", "]")));
    }
}
