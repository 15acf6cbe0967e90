package io.fanfare.relay;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.fanout.MessageFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The broker that instances share, where {@code fanfare.broker.mode} is {@code relay}.
 *
 * @param addresses where it speaks STOMP, as {@code host:port}; of a cluster, all of its nodes
 * @param username with which to log in
 * @param password with which to log in
 * @param passwordFile a file with the password instead, there at the start and read anew for each connection
 * @param virtualHost of RabbitMQ
 * @param tls whether to encrypt, and to check whose certificate it is
 * @param sslBundle of {@code spring.ssl.bundle}, with what is trusted then; else it is what Java trusts
 * @param log what of the broker is the log
 * @param stream the stream's name
 * @param streamLength what the stream may take, by which RabbitMQ forgets its oldest part; for a stream that is there already,
 *     what it was declared with
 * @param window how far an instance reads back when it starts; ids of events are known, and expected positions too, for as long
 * @param publishTimeout how long a publisher waits for its event to be in the log
 * @param grace how long the broker may be away before this instance is no longer ready
 * @param lease how long an instance that is not heard of counts as being there
 * @param prefetch how many messages RabbitMQ sends before it waits for the instance
 * @param foreign patterns of topics on which others may publish, over AMQP or MQTT, to the exchange {@code amq.topic}
 * @param queues how sessions use queues of the broker
 */
@ConfigurationProperties("fanfare.relay")
public record RelaySettings(
        @DefaultValue("localhost:61613") List<String> addresses,
        @DefaultValue("guest") String username,
        @DefaultValue("guest") String password,
        @Nullable Path passwordFile,
        @DefaultValue("/") String virtualHost,
        @DefaultValue("false") boolean tls,
        @Nullable String sslBundle,
        @DefaultValue("stream") Log log,
        @DefaultValue("fanfare") String stream,
        @DefaultValue("1GB") DataSize streamLength,
        @DefaultValue("1h") Duration window,
        @DefaultValue("5s") Duration publishTimeout,
        @DefaultValue("10s") Duration grace,
        @DefaultValue("10s") Duration lease,
        @DefaultValue("2000") int prefetch,
        @DefaultValue List<String> foreign,
        @DefaultValue Queues queues) {

    /** What of the broker is the log. */
    public enum Log {
        /** A RabbitMQ stream. */
        STREAM,
        /** Nothing: events are passed on, and not kept. */
        NONE
    }

    /**
     * How sessions use queues of the broker.
     *
     * @param prefetch messages of one subscription that may be on their way or unacknowledged; {@code prefetch-count} may ask for
     *     fewer
     * @param headers of a publisher's headers, which go to the broker besides {@code content-type}
     * @param prefix what stands before the name of a queue at the broker
     */
    public record Queues(
            @DefaultValue("50") int prefetch,
            @DefaultValue("correlation-id") Set<String> headers,
            @DefaultValue("/queue/") String prefix) {

        public Queues {
            require(prefetch >= 1 && prefetch <= 65_535, "queues.prefetch", "must be from 1 to 65535");
            require(!prefix.isEmpty(), "queues.prefix", "must not be empty");
            headers.forEach(name -> require(
                    !name.isEmpty() && !MessageFrame.isReserved(name),
                    "queues.headers",
                    "must not name '" + name + "', which is not the publisher's"));
        }

        /** What a queue is called at the broker: its name is one percent-encoded segment. */
        String upstream(Destination queue) {
            return prefix + UpstreamName.encoded(queue.name());
        }
    }

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(5);
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);

    public RelaySettings {
        require(!addresses.isEmpty(), "addresses", "needs at least one host:port");
        addresses.forEach(Address::parse);
        require(
                passwordFile == null || (Files.isReadable(passwordFile) && !Files.isDirectory(passwordFile)),
                "password-file",
                "is '" + passwordFile + "', which is no file that can be read");
        require(!stream.isEmpty() && !stream.contains("/"), "stream", "must be a name without slashes");
        require(window.compareTo(SHORTEST_WINDOW) >= 0, "window", "must be at least " + SHORTEST_WINDOW);
        require(publishTimeout.isPositive(), "publish-timeout", "must be more than 0");
        require(!grace.isNegative(), "grace", "must not be negative");
        require(
                lease.compareTo(SHORTEST_LEASE) >= 0 && lease.compareTo(LONGEST_LEASE) <= 0,
                "lease",
                "must be from 1s to 5m");
        require(prefetch >= 10 && prefetch <= 65_535, "prefetch", "must be from 10 to 65535");
        require(streamLength.toBytes() >= 1_000_000, "stream-length", "must be at least 1MB");
        require(foreign.isEmpty() || log == Log.STREAM, "foreign", "is of use with fanfare.relay.log=stream alone");
        foreign.forEach(RelaySettings::checkForeign);
        require(tls || sslBundle == null, "ssl-bundle", "is of use with fanfare.relay.tls alone: set that to true");
    }

    private static void checkForeign(String pattern) {
        require(
                DestinationPattern.ofSetting("fanfare.relay.foreign", pattern).kind() == Destination.Kind.TOPIC,
                "foreign",
                "must name topics alone, not '" + pattern + "'");
    }

    private static void require(boolean condition, String name, String what) {
        if (!condition) {
            throw new IllegalArgumentException("fanfare.relay." + name + " " + what);
        }
    }
}
