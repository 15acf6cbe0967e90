package io.fanfare.http;

import io.fanfare.event.DestinationPattern;
import io.fanfare.fanout.Hearing;
import io.fanfare.history.TracedEvent;
import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.security.Identity;
import io.fanfare.session.Life;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a user did not get an event, or how: the best that became of it in any session of theirs.
 *
 * @param identity who that is now, and what it may do
 * @param lives the user's sessions, ended ones too
 * @param knownSince since when all that have ended are known
 */
record UserTrace(String user, Identity identity, List<Life> lives, Instant knownSince) {

    static UserTrace of(String user, Identity identity, Sessions sessions) {
        List<Life> lives = Stream.concat(sessions.stream().map(Session::life), sessions.ended().stream())
                .filter(life -> user.equals(life.user()))
                .distinct()
                .toList();
        return new UserTrace(user, identity, lives, sessions.endedKnownSince());
    }

    JsonText json(TracedEvent event) {
        List<Hearing> hearings = event.hearings().stream()
                .filter(hearing -> user.equals(hearing.life().user()))
                .toList();
        List<Life> then =
                lives.stream().filter(life -> lasted(life, event.timestamp())).toList();
        Stream<JsonText> sessions = hearings.isEmpty()
                ? then.stream().map(UserTrace::session)
                : hearings.stream().map(hearing -> heard(hearing, event));
        return EventTrace.of(event)
                .add("user", user)
                .add("outcome", outcome(event, hearings, then))
                .addJson("sessions", sessions.map(JsonText::toString).collect(Collectors.joining(",", "[", "]")));
    }

    private String outcome(TracedEvent event, List<Hearing> hearings, List<Life> then) {
        if (!hearings.isEmpty()) {
            return hearings.stream()
                    .map(hearing -> EventTrace.outcome(hearing, event))
                    .min(Hearing.Outcome::compareTo)
                    .map(EventTrace::label)
                    .orElseThrow();
        }
        if (!event.isFor(user)) {
            return "not-addressed";
        }
        if (!mayHear(event)) {
            return "refused";
        }
        if (!event.complete()) {
            return "unknown";
        }
        if (!then.isEmpty()) {
            return "not-subscribed";
        }
        return knownSince.isAfter(Instant.ofEpochMilli(event.timestamp())) ? "unknown" : "not-connected";
    }

    private boolean mayHear(TracedEvent event) {
        DestinationPattern where = DestinationPattern.of(event.destination());
        return AccessControl.decide(identity, Action.SUBSCRIBE, where).allowed();
    }

    private static boolean lasted(Life life, long millis) {
        Life.End end = life.end();
        return life.opened().toEpochMilli() <= millis
                && (end == null || end.at().toEpochMilli() >= millis);
    }

    private static JsonText heard(Hearing hearing, TracedEvent event) {
        Hearing.Outcome outcome = EventTrace.outcome(hearing, event);
        JsonText text =
                session(hearing.life()).add("subscription", hearing.id()).add("outcome", EventTrace.label(outcome));
        Life.Span written = outcome == Hearing.Outcome.WRITTEN
                ? hearing.life().writtenWithin(event.position().offset())
                : null;
        return written == null
                ? text
                : text.add("writtenAfter", Math.max(written.after(), event.timestamp()))
                        .add("writtenBy", written.by());
    }

    private static JsonText session(Life life) {
        JsonText text = new JsonText()
                .add("session", life.session())
                .add("opened", life.opened().toEpochMilli());
        Life.End end = life.end();
        return end == null
                ? text
                : text.add("closed", end.at().toEpochMilli())
                        .add("reason", end.reason().label());
    }
}
