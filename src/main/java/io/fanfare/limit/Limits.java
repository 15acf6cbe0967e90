package io.fanfare.limit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much a caller may do; one setting for each limit.
 *
 * @param eventSize bytes of an event's body
 * @param eventHeaders how many headers of its own an event may have
 * @param eventHeadersSize bytes of those headers together
 * @param eventDestinations destinations, or users, that one event may be addressed to
 * @param batchItems events in one batch
 * @param batchSize bytes of one batch
 * @param publishesInFlight items of one batch, or SENDs of one session, that may wait for their answers at a time; the next
 *     one waits
 * @param subscriptions subscriptions of one session
 * @param queueSessions sessions that may consume from queues at a time, each over a connection of its own to the broker
 * @param destinations different destinations and patterns that all sessions together may subscribe to; 0 for any number
 * @param destinationLength bytes of a destination's name, at most 200
 * @param destinationDepth parts of a destination's name, at most 32
 * @param transactions open transactions of one session
 * @param transactionFrames frames of one transaction
 * @param transactionSize bytes of the bodies of one transaction
 * @param unacknowledged messages of one subscription that may be unacknowledged at a time; {@code prefetch-count} may ask
 *     for fewer
 * @param replay how many of the last events a subscription may ask for
 * @param handshakeTimeout how long a connection may take to its first request, or to the handshake that this is
 * @param connectTimeout how long a session may take to CONNECT
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param waitingEvents bytes of accepted events that may wait for the fan-out; beyond it publishers wait
 * @param publishTimeout how long a publisher waits then, before it is refused
 * @param connections how many may be connected at a time, a SockJS session counting as one; 0 for any number
 * @param connectionsPerUser how many of these one user may have; 0 for any number
 * @param connectionsPerAddress how many of these from one address, or from one /64 of IPv6; 0 for any number. Behind a proxy
 *     all clients have its address, unless {@code server.forward-headers-strategy} is set
 * @param pendingConnections how many may wait until they are accepted; the kernel drops what is above
 * @param acceptedPerSecond how many of these are accepted within a second, at a steady pace; 0 for any number
 * @param handshakesPerSecond how many connections may begin within a second; 0 for any number
 * @param handshakesPerSecondPerAddress how many of these from one address, counted as above
 */
@ConfigurationProperties("fanfare.limits")
public record Limits(
        @DefaultValue("256KB") DataSize eventSize,
        @DefaultValue("50") int eventHeaders,
        @DefaultValue("8KB") DataSize eventHeadersSize,
        @DefaultValue("1000") int eventDestinations,
        @DefaultValue("10000") int batchItems,
        @DefaultValue("16MB") DataSize batchSize,
        @DefaultValue("256") int publishesInFlight,
        @DefaultValue("1000") int subscriptions,
        @DefaultValue("1000") int queueSessions,
        @DefaultValue("1000000") int destinations,
        @DefaultValue("200") int destinationLength,
        @DefaultValue("32") int destinationDepth,
        @DefaultValue("16") int transactions,
        @DefaultValue("1000") int transactionFrames,
        @DefaultValue("1MB") DataSize transactionSize,
        @DefaultValue("10000") int unacknowledged,
        @DefaultValue("10000") int replay,
        @DefaultValue("10s") Duration handshakeTimeout,
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("10s") Duration frameTimeout,
        @DefaultValue("64MB") DataSize waitingEvents,
        @DefaultValue("5s") Duration publishTimeout,
        @DefaultValue("100000") int connections,
        @DefaultValue("500") int connectionsPerUser,
        @DefaultValue("5000") int connectionsPerAddress,
        @DefaultValue("4096") int pendingConnections,
        @DefaultValue("250") int acceptedPerSecond,
        @DefaultValue("2000") int handshakesPerSecond,
        @DefaultValue("100") int handshakesPerSecondPerAddress) {

    private static final int FASTEST = 1_000_000_000;

    public Limits {
        positive("event-size", eventSize.toBytes());
        positive("event-headers", eventHeaders);
        positive("event-headers-size", eventHeadersSize.toBytes());
        positive("event-destinations", eventDestinations);
        positive("batch-items", batchItems);
        positive("batch-size", batchSize.toBytes());
        positive("publishes-in-flight", publishesInFlight);
        positive("subscriptions", subscriptions);
        positive("queue-sessions", queueSessions);
        notNegative("destinations", destinations);
        atMost("destination-length", destinationLength, 200);
        atMost("destination-depth", destinationDepth, 32);
        positive("transactions", transactions);
        positive("transaction-frames", transactionFrames);
        positive("transaction-size", transactionSize.toBytes());
        positive("unacknowledged", unacknowledged);
        positive("replay", replay);
        positive("handshake-timeout", handshakeTimeout.toMillis());
        positive("connect-timeout", connectTimeout.toMillis());
        positive("frame-timeout", frameTimeout.toMillis());
        positive("waiting-events", waitingEvents.toBytes());
        positive("publish-timeout", publishTimeout.toMillis());
        notNegative("connections", connections);
        notNegative("connections-per-user", connectionsPerUser);
        notNegative("connections-per-address", connectionsPerAddress);
        positive("pending-connections", pendingConnections);
        rate("accepted-per-second", acceptedPerSecond);
        rate("handshakes-per-second", handshakesPerSecond);
        rate("handshakes-per-second-per-address", handshakesPerSecondPerAddress);
        if (eventSize.compareTo(batchSize) > 0) {
            throw new IllegalArgumentException("fanfare.limits.event-size (" + eventSize
                    + ") is larger than fanfare.limits.batch-size (" + batchSize + "): raise the latter");
        }
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("fanfare.limits." + name + " must be more than 0");
        }
    }

    /** More is no destination at all. */
    private static void atMost(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "fanfare.limits." + name + " must be from 1 to " + most + ", not " + value);
        }
    }

    /** Buckets fill by one each nanosecond at most. */
    static void rate(String name, int perSecond) {
        notNegative(name, perSecond);
        if (perSecond > FASTEST) {
            throw new IllegalArgumentException(
                    "fanfare.limits." + name + " must be at most " + FASTEST + ", or 0 for no limit");
        }
    }

    private static void notNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("fanfare.limits." + name + " must be 0, for no limit, or more");
        }
    }
}
