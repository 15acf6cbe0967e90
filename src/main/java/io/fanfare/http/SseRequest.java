package io.fanfare.http;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Position;
import io.fanfare.history.Resume;
import io.fanfare.limit.Limit;
import io.fanfare.security.Tickets;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What the reader of an event stream asks for.
 *
 * @param patterns what it hears, at least one
 * @param login who it says it is, or null; that is believed while access is open to everyone, and must be so otherwise
 * @param ticket that stands for who it is, or null
 * @param resume from where it wants to hear
 */
record SseRequest(
        List<DestinationPattern> patterns,
        @Nullable String login,
        @Nullable String ticket,
        Resume resume) {

    static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final String DESTINATION = "destination";
    private static final String LOGIN = "login";
    private static final String LAST = "last-event-id";
    private static final String REPLAY = "replay";
    private static final String ON_GAP = "on-gap";
    private static final Set<String> KNOWN = Set.of(DESTINATION, LOGIN, Tickets.PARAMETER, LAST, REPLAY, ON_GAP);

    /**
     * The header {@code Last-Event-ID} counts before the parameter, since a browser that comes back asks for the same URL.
     *
     * @param most destinations that one stream may have
     * @param mostReplayed last events that may be asked for
     * @throws Refusal 400 if a parameter is wrong
     * @throws io.fanfare.event.InvalidDestinationException if a destination is none
     */
    static SseRequest of(HttpServletRequest request, int most, int mostReplayed) {
        Map<String, List<String>> query = Query.parameters(request.getQueryString(), KNOWN);
        String header = request.getHeader(LAST_EVENT_ID);
        String last = header == null ? single(query, LAST) : header;
        int replay = replay(single(query, REPLAY), mostReplayed);
        boolean live = isLive(single(query, ON_GAP));
        String login = single(query, LOGIN);
        if (login != null) {
            PlainText.checkUser(login, null);
        }
        List<DestinationPattern> patterns = patterns(query.getOrDefault(DESTINATION, List.of()), most);
        return new SseRequest(
                patterns,
                login,
                single(query, Tickets.PARAMETER),
                last == null || last.isEmpty()
                        ? new Resume(null, replay, live, false)
                        : new Resume(position(last), 0, live, false));
    }

    private static List<DestinationPattern> patterns(List<String> destinations, int most) {
        List<DestinationPattern> patterns =
                destinations.stream().map(DestinationPattern::parse).distinct().toList();
        if (patterns.isEmpty()) {
            throw Refusal.invalid("There is nothing to hear: say what, with ?destination=/topic/...");
        }
        if (patterns.size() > most) {
            throw new LimitRefusal(
                    HttpStatus.BAD_REQUEST,
                    null,
                    Limit.SUBSCRIPTIONS,
                    "A stream has at most " + most + " destinations",
                    "ask for fewer");
        }
        patterns.forEach(SseRequest::checkServed);
        return patterns;
    }

    private static void checkServed(DestinationPattern pattern) {
        if (pattern.kind() == Destination.Kind.QUEUE) {
            throw Refusal.invalid("Queues are not for streams: ask for /topic/, /user/ or /presence/.");
        }
    }

    private static @Nullable String single(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Refusal.invalid("The parameter " + name + " stands there more than once: leave one.");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    private static int replay(@Nullable String text, int most) {
        if (text == null) {
            return 0;
        }
        try {
            int count = Integer.parseInt(text);
            if (count >= 0) {
                return Math.min(count, most);
            }
        } catch (NumberFormatException e) {
            // the sentence below says it
        }
        throw Refusal.invalid("The parameter replay must be a number from 0.");
    }

    private static boolean isLive(@Nullable String text) {
        return switch (text) {
            case null -> false;
            case "replay" -> false;
            case "live" -> true;
            default -> throw Refusal.invalid("The parameter on-gap must be replay or live.");
        };
    }

    private static Position position(String text) {
        try {
            return Position.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(LAST_EVENT_ID + ": " + e.getMessage());
        }
    }
}
