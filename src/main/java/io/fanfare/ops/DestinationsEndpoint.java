package io.fanfare.ops;

import io.fanfare.broker.Broker;
import io.fanfare.broker.DestinationStatus;
import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.InvalidDestinationException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** The destinations that are published or subscribed to on this instance. */
@WebEndpoint(id = "destinations")
class DestinationsEndpoint {

    private final Broker broker;

    DestinationsEndpoint(Broker broker) {
        this.broker = broker;
    }

    /** One page of the destinations; of those that match {@code pattern}, where it is given. */
    @ReadOperation
    public WebEndpointResponse<Object> list(@Nullable String page, @Nullable String size, @Nullable String pattern) {
        return OperatorAnswers.of(() -> {
            Page asked = Page.of(page, size);
            List<DestinationStatus> matching = broker.destinations().stream()
                    .filter(matching(pattern))
                    .sorted(Comparator.comparing(DestinationStatus::destination))
                    .toList();
            List<DestinationView> views =
                    asked.of(matching).stream().map(DestinationView::of).toList();
            return new DestinationView.Listing(asked.page(), asked.size(), matching.size(), views);
        });
    }

    private static Predicate<DestinationStatus> matching(@Nullable String text) {
        if (text == null) {
            return status -> true;
        }
        try {
            DestinationPattern pattern = DestinationPattern.parse(text);
            return status -> pattern.matches(Destination.parse(status.destination()));
        } catch (InvalidDestinationException e) {
            throw new InvalidQueryException("pattern: " + e.getMessage());
        }
    }
}
