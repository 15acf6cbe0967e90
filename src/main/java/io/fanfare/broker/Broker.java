package io.fanfare.broker;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.Match;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.History;
import io.fanfare.history.HistoryPage;
import io.fanfare.history.HistoryQuery;
import io.fanfare.history.Recovery;
import io.fanfare.history.Resume;
import io.fanfare.history.TracedEvent;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The order of all events and subscriptions. Thread-safe. */
public interface Broker {

    /**
     * Puts events into the log, one behind the other with nothing between them, and queues each for every matching
     * session. Does not wait for sockets. What was published before under the same id is answered as then, and no more.
     *
     * @throws IdConflictException if another was published under the same id
     * @throws MovedException if a destination has moved behind the expected position
     */
    List<Publication> publish(Submission submission);

    /** Puts one event of nobody into the log, on no condition. */
    default Publication publish(Event event) {
        return publish(Submission.of(event)).getFirst();
    }

    /**
     * Starts a subscription: it hears every event behind where it resumes, and then every one that is published, without gap
     * or duplicate. {@code live} runs before the first of them.
     *
     * @throws OverloadedException if too many others are reading what they missed; it is to be ended nevertheless
     */
    void subscribe(Subscription subscription, Resume resume, Consumer<Recovery> live);

    /** Ends a subscription: {@code gone} runs when all that it hears is queued. */
    void unsubscribe(Subscription subscription, Runnable gone);

    /** Who would hear an event that was published now; nothing is. */
    Match match(Destination destination, Set<String> users);

    /** Runs {@code action} once every event that is in the log now is queued for its sessions. */
    void whenQueued(Runnable action);

    /** The newest position of the log. */
    Position position();

    /** What is kept of a destination. */
    HistoryPage history(HistoryQuery query);

    /**
     * Forgets what is kept of a destination, and returns how many events that were; an event for several users is kept for
     * each.
     *
     * @param user whose events are meant, at a {@code /user/} destination; null for all
     */
    int clearHistory(Destination destination, @Nullable String user);

    /**
     * What became of the last events, as far as it is remembered.
     *
     * @param id an event's position, or the id that any publisher gave to one or more
     */
    List<TracedEvent> trace(String id);

    /** How much is kept now. */
    HistoryStatus historyStatus();

    /** How many events are no longer kept for a reason, since the start. */
    long evicted(History.Cause cause);

    /**
     * Destinations that were published to or are subscribed to, with what is known of them, in the order of their names.
     *
     * @param filter which of them
     * @param most of those, how many at most
     */
    List<DestinationStatus> destinations(Predicate<Destination> filter, int most);

    /** All of those. */
    default List<DestinationStatus> destinations() {
        return destinations(destination -> true, Integer.MAX_VALUE);
    }

    /** How many {@link #destinations} there are; cheaper than to list them. */
    int destinationCount();

    /** Bytes of events that wait to be put into the log, or to be handed to sessions. */
    long waitingBytes();

    /** How many subscriptions there are. */
    int subscriptions();
}
