package io.fanfare.http;

import io.fanfare.broker.Broker;
import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.Publisher;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.fanout.Match;
import io.fanfare.fanout.Subscription;
import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.security.Decision;
import io.fanfare.security.Identity;
import io.fanfare.session.Session;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/** What would become of an event, which is not published: which grant decides, and who would hear it. */
final class DryRun {

    /** Asks for it. */
    static final String PARAMETER = "dry-run";

    private static final int MOST_SESSIONS = 100;

    private final Publisher publisher;
    private final Broker broker;
    private final InstantSource clock;

    DryRun(Publisher publisher, Broker broker, InstantSource clock) {
        this.publisher = publisher;
        this.broker = broker;
        this.clock = clock;
    }

    /** One answer for each destination. Who the subscribers are, is told to operators. */
    JsonText of(EventDraft draft, Identity caller) {
        return of(draft.submission(caller, clock.millis()).events(), caller);
    }

    /** The same for events as they are. */
    JsonText of(List<Event> events, Identity caller) {
        boolean named = AccessControl.decide(caller, Action.OPERATE, null).allowed();
        return new JsonText()
                .addJson(
                        "events",
                        events.stream()
                                .map(event -> of(event, caller, named).toString())
                                .collect(Collectors.joining(",", "[", "]")));
    }

    private JsonText of(Event event, Identity caller, boolean named) {
        Decision decision = AccessControl.decide(caller, Action.PUBLISH, DestinationPattern.of(event.destination()));
        JsonText answer = new JsonText()
                .add("destination", event.destination().toString())
                .addJson("allowed", Boolean.toString(decision.allowed()))
                .add("rule", decision.rule());
        if (!decision.allowed()) {
            return answer;
        }
        check(event);
        Match match = broker.match(event.destination(), event.users());
        answer.add("subscribers", match.sessions());
        return named ? answer.addJson("sessions", sessions(match)) : answer;
    }

    private void check(Event event) {
        try {
            publisher.check(event);
        } catch (InvalidEventException e) {
            throw new RefusedByPublisher("/" + e.field(), e);
        }
    }

    private static String sessions(Match match) {
        return match.stream()
                .map(Subscription::session)
                .distinct()
                .limit(MOST_SESSIONS)
                .map(DryRun::session)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String session(Session session) {
        return new JsonText()
                .add("session", session.id())
                .add("user", session.user())
                .toString();
    }
}
