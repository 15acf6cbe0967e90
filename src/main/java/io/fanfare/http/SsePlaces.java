package io.fanfare.http;

import io.fanfare.event.DestinationPattern;
import io.fanfare.limit.LimitCounts;
import io.fanfare.limit.LimitException;
import io.fanfare.limit.LimitReached;
import io.fanfare.limit.Place;
import io.fanfare.limit.Places;
import io.fanfare.limit.SubscribedDestinations;
import io.fanfare.limit.UserConnections;
import io.fanfare.session.CloseReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Whether there is room for one more event stream. Thread-safe. */
final class SsePlaces {

    private final Places places;
    private final UserConnections users;
    private final SubscribedDestinations destinations;
    private final LimitCounts counts;

    SsePlaces(Places places, UserConnections users, SubscribedDestinations destinations, LimitCounts counts) {
        this.places = places;
        this.users = users;
        this.destinations = destinations;
        this.counts = counts;
    }

    /**
     * Takes all that a stream needs, or nothing.
     *
     * @param address the reader's
     * @param user who that is, or null
     * @param patterns what is heard
     * @throws NotNow if a limit is reached
     */
    SsePlace take(String address, @Nullable String user, List<DestinationPattern> patterns) {
        SsePlace taken = new SsePlace(place(address), new ArrayList<>());
        try {
            users.enter(user);
            taken.others().add(() -> users.leave(user));
            for (DestinationPattern pattern : patterns) {
                destinations.enter(pattern);
                taken.others().add(() -> destinations.leave(pattern));
            }
            return taken;
        } catch (LimitException e) {
            taken.giveBack();
            counts.count(e);
            throw notNow(HttpStatus.SERVICE_UNAVAILABLE, e.message());
        }
    }

    private Place place(String address) {
        return switch (places.take(address)) {
            case Place place -> place;
            case LimitReached reached ->
                throw notNow(
                        reached.limit().isRate() ? HttpStatus.TOO_MANY_REQUESTS : HttpStatus.SERVICE_UNAVAILABLE,
                        "No more than " + reached.most() + " are let in ("
                                + reached.limit().setting() + ").");
        };
    }

    private static NotNow notNow(HttpStatus status, String why) {
        return new NotNow(status, CloseReason.LIMIT, why + " Come back later.");
    }

    /** Counts a stream that is refused before it asks for a place. */
    void count(Throwable failure) {
        counts.count(failure);
    }
}
