package io.fanfare.relay;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How this instance stands with the broker that it shares.
 *
 * @param log what of the broker is the log
 * @param live whether what is published comes through now
 * @param lagMillis how long the last event took from its being handed in to some instance; 0 if none was read for a minute
 * @param unconfirmedBytes of events that were published here and are not in the log yet
 * @param instances how many others there are
 * @param connections to the broker, but for those of {@code queues}
 * @param foreign how much others have published, by what became of it
 * @param queues how sessions use queues
 */
public record RelayStatus(
        RelaySettings.Log log,
        boolean live,
        long lagMillis,
        long unconfirmedBytes,
        int instances,
        List<Connection> connections,
        Map<String, Long> foreign,
        Queues queues) {

    /**
     * How sessions use queues.
     *
     * @param sessions that consume, each over a connection of its own, which may be away
     * @param most how many there may be
     * @param subscriptions of these
     * @param unacknowledged messages that the broker has sent them
     * @param refusedMessages that were too large for any
     */
    public record Queues(int sessions, int most, int subscriptions, long unacknowledged, long refusedMessages) {}

    /**
     * One connection.
     *
     * @param use what it is for
     * @param address whom it is connected to; null while it is not
     * @param seconds for how long it is so
     * @param reconnects how often it ended
     * @param lastFault why it ended last, or could not begin; null if that never happened
     */
    public record Connection(
            String use,
            @Nullable String address,
            long seconds,
            long reconnects,
            @Nullable String lastFault) {

        static Connection of(UpstreamLink link) {
            Address address = link.address();
            return new Connection(
                    link.name(),
                    address == null ? null : address.toString(),
                    link.inThisState().toSeconds(),
                    link.reconnects(),
                    link.lastFault().isEmpty() ? null : link.lastFault());
        }
    }
}
