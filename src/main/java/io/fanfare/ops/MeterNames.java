package io.fanfare.ops;

/**
 * The names of all meters. Labels have few and fixed values: never a destination, a user or a session.
 *
 * <p>A latency is a timer (count and total) and, under its name with {@code .within}, a counter for each of a few bounds:
 * its label {@code le} is the bound in seconds, and it counts whatever took that long or less. In Prometheus
 * {@code histogram_quantile(0.99, sum by (le) (rate(fanfare_delivery_latency_within_total[1m])))} is the 99th percentile.
 */
final class MeterNames {

    /** Gauge: open sessions by {@code transport}: {@code websocket}, a SockJS transport or {@code sse}. */
    static final String SESSIONS = "fanfare.sessions";

    /** Counter: sessions that were opened, by {@code transport}. */
    static final String SESSIONS_OPENED = "fanfare.sessions.opened";

    /** Counter: sessions that have ended, by {@code reason}: the word in the close frame. */
    static final String SESSIONS_CLOSED = "fanfare.sessions.closed";

    /** Timer: how long sessions lasted, when they have ended. */
    static final String SESSION_DURATION = "fanfare.session.duration";

    /** Counter: sessions closed because their client read too slowly. */
    static final String SLOW_CONSUMERS = "fanfare.slow.consumers";

    /** Counter: connections that waited to be accepted, so many were there. */
    static final String CONNECTIONS_DELAYED = "fanfare.connections.delayed";

    /** Counter: handshakes that were refused, by {@code reason}: that of the header {@code Fanfare-Handshake}. */
    static final String HANDSHAKES_REFUSED = "fanfare.handshakes.refused";

    /**
     * Counter: what was refused for a limit, by {@code limit}: the last part of its setting, such as
     * {@code sends-per-second}. Slow consumers, and publishers that waited too long, have meters of their own.
     */
    static final String LIMITS_REACHED = "fanfare.limits.reached";

    /** Gauge: subscriptions of all sessions. */
    static final String SUBSCRIPTIONS = "fanfare.subscriptions";

    /** Gauge: destinations that were published to lately, or are subscribed to without wildcards. */
    static final String DESTINATIONS = "fanfare.destinations";

    /**
     * Counter: events handed in, by {@code source} ({@code http}, {@code stomp}) and {@code outcome}: {@code accepted};
     * {@code duplicate}, published before under that id; {@code conflict}, another was; {@code moved}, not at the expected
     * position; {@code unavailable}, the shared broker is away; {@code limited}, its publisher is too fast; {@code invalid},
     * {@code overloaded}, {@code forbidden}. A request that is refused before its events are known
     * counts as one; a refused item of a batch, and a SEND that cannot be read, too.
     */
    static final String EVENTS_PUBLISHED = "fanfare.events.published";

    /** Latency: from an event's being handed in to its being in the log and queued for all who hear it. */
    static final String PUBLISH_LATENCY = "fanfare.publish.latency";

    /** Summary: how many sessions of this instance an event goes to, whichever instance took it. */
    static final String FANOUT_SIZE = "fanfare.fanout.size";

    /** Gauge, bytes: accepted events that wait to be handed to sessions; beyond a limit publishers wait. */
    static final String FANOUT_WAITING_BYTES = "fanfare.fanout.waiting.bytes";

    /**
     * Counter: events for a session, by {@code outcome}: {@code written} (given to the kernel), {@code dropped} (the session
     * ended or was too slow), {@code acknowledged}, {@code rejected} (the client's ACK and NACK).
     */
    static final String DELIVERIES = "fanfare.deliveries";

    /**
     * Latency: from an event's being accepted to its being given to the kernel, once for each session that hears it. Events
     * that are written together count as long as the first of them.
     */
    static final String DELIVERY_LATENCY = "fanfare.delivery.latency";

    /** Gauge, bytes: what the events take that are kept for those who come back. */
    static final String HISTORY_BYTES = "fanfare.history.bytes";

    /** Gauge: events that are kept; one for several users is kept for each. */
    static final String HISTORY_EVENTS = "fanfare.history.events";

    /**
     * Counter: events that are no longer kept, by {@code cause}: {@code size} and {@code age}, as the rule
     * says; {@code bytes}, beyond {@code fanfare.history.max-bytes}; {@code destinations}, beyond
     * {@code fanfare.history.destinations}; {@code cleared}.
     */
    static final String HISTORY_EVICTED = "fanfare.history.evicted";

    /**
     * Counter: subscriptions that asked for the past, by {@code outcome}: {@code recovered}; {@code gap},
     * something was gone; {@code last}, by {@code replay}; {@code refused}, too many others were reading
     * ({@code fanfare.history.catching-up}); and {@code overtaken}, besides, where something went while the client caught up.
     */
    static final String REPLAYS = "fanfare.replays";

    /** Gauge: subscriptions that are catching up. */
    static final String REPLAYS_RUNNING = "fanfare.replays.running";

    /**
     * Counter: events that were not sent to sessions because their clients read too slowly, by {@code policy}: {@code
     * disconnect}, {@code drop-oldest} or {@code latest}.
     */
    static final String OUTBOX_DROPPED = "fanfare.outbox.dropped";

    /** Gauge, bytes: what waits to be written to sessions, or is being written. */
    static final String OUTBOX_BYTES = "fanfare.outbox.bytes";

    /**
     * Gauge: connections to the broker that instances share, of the two that carry events. This and the next eight are there with
     * {@code relay} alone.
     */
    static final String RELAY_CONNECTED = "fanfare.relay.connected";

    /** Counter: such connections that have ended, and that by which queues are sent to. */
    static final String RELAY_RECONNECTS = "fanfare.relay.reconnects";

    /** Gauge, seconds: from the last event's being handed in to some instance to its being read here; 0 if none was read for a minute. */
    static final String RELAY_LAG = "fanfare.relay.lag";

    /** Timer: from an event's being sent to the broker to its being read back. */
    static final String RELAY_PUBLISH_LATENCY = "fanfare.relay.publish.latency";

    /** Gauge: other instances that are there. */
    static final String RELAY_INSTANCES = "fanfare.relay.instances";

    /** Counter: messages on the channel between instances that were none of theirs, and were passed over. */
    static final String RELAY_IGNORED = "fanfare.relay.ignored";

    /**
     * Counter: what others have published to RabbitMQ's {@code amq.topic} and this instance has read, when it started what stands
     * in its window too, by {@code outcome}: {@code accepted}; {@code malformed}, no name of a topic; {@code oversized}, larger than
     * events may be, or its headers; {@code unlisted}, let in by no pattern of {@code fanfare.relay.foreign}.
     */
    static final String RELAY_FOREIGN = "fanfare.relay.foreign";

    /** Gauge: sessions that consume from queues of that broker, each over a connection of its own. */
    static final String RELAY_QUEUE_SESSIONS = "fanfare.relay.queue.sessions";

    /** Counter: messages of queues that were larger than events may be, and were given back for good. */
    static final String RELAY_QUEUE_MESSAGES_REFUSED = "fanfare.relay.queue.messages.refused";

    /** Gauge: destinations of which it is known who is there, or was lately. */
    static final String PRESENCE_DESTINATIONS = "fanfare.presence.destinations";

    private MeterNames() {}
}
