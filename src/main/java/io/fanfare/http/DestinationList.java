package io.fanfare.http;

import io.fanfare.broker.Broker;
import io.fanfare.broker.DestinationStatus;
import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.InvalidDestinationException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers which destinations there are, in the order of their names, a page at a time. */
final class DestinationList {

    private static final int USUAL_LIMIT = 100;
    private static final int LARGEST_LIMIT = 1_000;

    private final Broker broker;

    DestinationList(Broker broker) {
        this.broker = broker;
    }

    JsonText read(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request, "pattern", "after", "limit");
        int limit = parameters.number("limit", USUAL_LIMIT, LARGEST_LIMIT);
        Predicate<Destination> matching = matching(parameters.text("pattern"));
        String after = parameters.text("after");
        List<DestinationStatus> found = broker.destinations(
                destination ->
                        (after == null || destination.toString().compareTo(after) > 0) && matching.test(destination),
                limit + 1);
        List<DestinationStatus> page = found.subList(0, Math.min(limit, found.size()));
        JsonText text = new JsonText()
                .addJson(
                        "destinations",
                        page.stream()
                                .map(DestinationList::of)
                                .map(JsonText::toString)
                                .collect(Collectors.joining(",", "[", "]")));
        return found.size() > limit ? text.add("next", page.getLast().destination()) : text;
    }

    private static Predicate<Destination> matching(@Nullable String text) {
        if (text == null) {
            return destination -> true;
        }
        try {
            return DestinationPattern.parse(text)::matches;
        } catch (InvalidDestinationException e) {
            throw Refusal.invalid("pattern: " + e.getMessage());
        }
    }

    private static JsonText of(DestinationStatus status) {
        return new JsonText()
                .add("destination", status.destination())
                .add("subscribers", status.subscribers())
                .add("events", status.events())
                .add(
                        "position",
                        status.position() == null ? null : status.position().toString());
    }
}
