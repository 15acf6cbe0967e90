package io.fanfare.http;

import io.fanfare.broker.Broker;
import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.history.HistoryPage;
import io.fanfare.history.HistoryQuery;
import io.fanfare.history.KeptEvent;
import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.security.Identity;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers what is asked of the history of one destination. */
final class HistoryRequests {

    /** The last segment of the path, behind the destination. */
    static final String SEGMENT = "/history";

    private static final int USUAL_LIMIT = 100;
    private static final int LARGEST_LIMIT = 1_000;

    private final Gate gate;
    private final Broker broker;

    HistoryRequests(Gate gate, Broker broker) {
        this.gate = gate;
        this.broker = broker;
    }

    JsonText read(Destination destination, HttpServletRequest request) {
        Identity reader = gate.admit(request, Action.HISTORY, Action.OPERATE);
        Parameters parameters = Parameters.of(request, "after", "before", "order", "limit", "user");
        String user = user(destination, parameters, true);
        check(reader, destination, user);
        HistoryQuery query = new HistoryQuery(
                destination,
                user,
                parameters.position("after"),
                parameters.position("before"),
                parameters.choice("order", "oldest", "newest").equals("newest"),
                parameters.number("limit", USUAL_LIMIT, LARGEST_LIMIT));
        return answer(query, broker.history(query));
    }

    JsonText clear(Destination destination, HttpServletRequest request) {
        String user = user(destination, Parameters.of(request, "user"), false);
        return new JsonText()
                .add("destination", destination.toString())
                .add("user", user)
                .add("cleared", broker.clearHistory(destination, user));
    }

    /** What was for a user is for that user alone to read, and for operators. */
    private static void check(Identity reader, Destination destination, @Nullable String user) {
        if (user == null || user.equals(reader.user())) {
            AccessControl.check(reader, Action.HISTORY, destination);
        } else {
            AccessControl.check(reader, Action.OPERATE, (DestinationPattern) null);
        }
    }

    private static @Nullable String user(Destination destination, Parameters parameters, boolean needed) {
        String user = parameters.text("user");
        boolean ofUsers = destination.kind() == Destination.Kind.USER;
        if (user == null && ofUsers && needed) {
            throw Refusal.invalid("The history of a destination of /user/ is kept for each user: name one with user.");
        }
        if (user != null && !ofUsers) {
            throw Refusal.invalid("Only destinations of /user/ have a history for each user: leave user out.");
        }
        if (user != null) {
            PlainText.checkUser(user, null);
        }
        return user;
    }

    private static JsonText answer(HistoryQuery query, HistoryPage page) {
        List<KeptEvent> events = page.events();
        JsonText text = new JsonText()
                .add("destination", query.destination().toString())
                .add("user", query.user())
                .addJson(
                        "events",
                        events.stream()
                                .map(event -> EventText.of(event).toString())
                                .collect(Collectors.joining(",", "[", "]")));
        if (page.more()) {
            text.add("next", events.getLast().position().toString());
        }
        return text.addJson("complete", Boolean.toString(page.complete()));
    }
}
