package io.fanfare.fanout;

import io.fanfare.event.DestinationPattern;
import io.fanfare.session.SlowConsumer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What happens when a client reads more slowly than it is sent to. Subscriptions that acknowledge are held back by that, and
 * are not subject to it.
 *
 * @param slowConsumer for subscriptions for which no rule says otherwise
 * @param rules for those that a pattern covers; the first that does counts
 */
@ConfigurationProperties("fanfare.session")
public record SlowConsumerSettings(
        @DefaultValue("disconnect") SlowConsumer slowConsumer,
        @DefaultValue List<Rule> rules) {

    private static final int SMALLEST = 1_024;

    /**
     * What counts for a subscription.
     *
     * @param usual bytes that may wait where no rule says otherwise
     */
    SlowPolicy policy(List<DestinationPattern> patterns, long usual) {
        for (Rule rule : rules) {
            if (rule.slowConsumer != null && rule.covers(patterns)) {
                return rule.outboxLimit == null
                        ? SlowPolicy.of(rule.slowConsumer, usual)
                        : new SlowPolicy(rule.slowConsumer, rule.outboxLimit.toBytes());
            }
        }
        return SlowPolicy.of(slowConsumer, usual);
    }

    /**
     * What happens to the events of some subscriptions.
     *
     * @param pattern of destinations; it must cover all that a subscription can match
     * @param slowConsumer what happens beyond the limit
     * @param outboxLimit bytes of events that may wait for one session; null for as many as {@code
     *     fanfare.session.outbox-limit} says
     */
    public record Rule(
            @DefaultValue("") String pattern,
            @Nullable SlowConsumer slowConsumer,
            @Nullable DataSize outboxLimit) {

        public Rule {
            DestinationPattern.ofSetting("fanfare.session.rules", pattern);
            if (slowConsumer == null) {
                throw new IllegalArgumentException("fanfare.session.rules: slow-consumer of '" + pattern
                        + "' must be disconnect, drop-oldest or latest");
            }
            if (outboxLimit != null && outboxLimit.toBytes() < SMALLEST) {
                throw new IllegalArgumentException("fanfare.session.rules: outbox-limit of '" + pattern
                        + "' must be at least 1KB, not " + outboxLimit);
            }
        }

        /** Whether it is about everything that these match. */
        boolean covers(List<DestinationPattern> subscribed) {
            DestinationPattern own = DestinationPattern.parse(pattern);
            return subscribed.stream().allMatch(own::covers);
        }
    }
}
