package io.fanfare.history;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is kept of the events that were published, for clients that come back and for those that come late.
 *
 * @param rules for which destinations, and how much; of several rules that match a destination the first counts
 * @param maxBytes what all that is kept may take together; beyond it the oldest goes first
 * @param destinations how many destinations are remembered, with where their last event stands: those published to last;
 *     each user at a {@code /user/} destination counts
 * @param ids how many of the last events that had an id are remembered by it, so that none is published twice
 * @param traced of how many of the last events it can be told who heard them, and how many subscriptions that have ended are
 *     remembered for that
 * @param catchingUp how many destinations all clients that come back may together still have to read; who comes beyond that is
 *     asked to come later. Each takes about 100 bytes
 */
@ConfigurationProperties("fanfare.history")
public record HistorySettings(
        @DefaultValue List<Rule> rules,
        @DefaultValue("64MB") DataSize maxBytes,
        @DefaultValue("100000") int destinations,
        @DefaultValue("100000") int ids,
        @DefaultValue("10000") int traced,
        @DefaultValue("1000000") int catchingUp) {

    private static final Rule OF_PRESENCE = new Rule("/presence/#", 100, Duration.ofMinutes(10));

    /**
     * How much is kept of the destinations that match a pattern.
     *
     * @param pattern of destinations, like {@code /topic/orders.#}; of a {@code /user/} destination the events are kept for
     *     each user apart
     * @param size how many events of each destination are kept
     * @param age how long they are kept
     */
    public record Rule(
            @DefaultValue("") String pattern,
            @DefaultValue("100") int size,
            @DefaultValue("1h") Duration age) {

        public Rule {
            check(pattern);
            if (size <= 0) {
                throw new IllegalArgumentException("fanfare.history.rules: size must be more than 0, not " + size
                        + "; to keep nothing of " + pattern + ", leave the rule out");
            }
            if (age.isNegative() || age.isZero()) {
                throw new IllegalArgumentException(
                        "fanfare.history.rules: age must be more than 0, not " + age + " (" + pattern + ")");
            }
        }

        private static void check(String pattern) {
            if (DestinationPattern.ofSetting("fanfare.history.rules", pattern).kind() == Destination.Kind.QUEUE) {
                throw new IllegalArgumentException("fanfare.history.rules: the pattern '" + pattern
                        + "' must begin with /topic/, /user/ or /presence/: of queues no history is kept");
            }
        }

        DestinationPattern parsed() {
            return DestinationPattern.parse(pattern);
        }
    }

    public HistorySettings {
        if (maxBytes.toBytes() < 1024) {
            throw new IllegalArgumentException("fanfare.history.max-bytes must be at least 1KB, not " + maxBytes);
        }
        if (destinations <= 0) {
            throw new IllegalArgumentException("fanfare.history.destinations must be more than 0");
        }
        if (ids < 0) {
            throw new IllegalArgumentException("fanfare.history.ids must not be negative; 0 remembers none");
        }
        if (traced <= 0) {
            throw new IllegalArgumentException("fanfare.history.traced must be more than 0");
        }
        if (catchingUp <= 0) {
            throw new IllegalArgumentException("fanfare.history.catching-up must be more than 0");
        }
    }

    /** The same, but that nothing is kept. */
    public HistorySettings withoutRules() {
        return new HistorySettings(List.of(), maxBytes, destinations, ids, traced, catchingUp);
    }

    /** The rules, and behind them one by which who reads who is present can subscribe from there on. */
    List<Rule> allRules() {
        return Stream.concat(rules.stream(), Stream.of(OF_PRESENCE)).toList();
    }

    long mostBytes() {
        return maxBytes.toBytes();
    }
}
