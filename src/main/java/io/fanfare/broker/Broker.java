package io.fanfare.broker;

import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.Subscription;
import java.util.List;

/** The order of all events and subscriptions. Thread-safe. */
public interface Broker {

    /**
     * Puts events into the log, one behind the other with nothing between them, and queues each for every matching
     * session. Does not wait for sockets.
     */
    List<Publication> publish(List<Event> events);

    /** Puts one event into the log. */
    Publication publish(Event event);

    /** Starts a subscription: it hears every event behind this in the log. {@code live} runs before the first of them. */
    void subscribe(Subscription subscription, Runnable live);

    /** Ends a subscription: {@code gone} runs when all that it hears is queued. */
    void unsubscribe(Subscription subscription, Runnable gone);

    /** Runs {@code action} once every event that is in the log now is queued for its sessions. */
    void whenQueued(Runnable action);

    /** The newest position of the log. */
    Position position();

    /** Every destination that was published to or is subscribed to, with what is known of it. */
    List<DestinationStatus> destinations();

    /** How many {@link #destinations} there are; cheaper than to list them. */
    int destinationCount();

    /** How many subscriptions there are. */
    int subscriptions();
}
