package io.fanfare.presence;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * On which destinations it is told who is there.
 *
 * @param rules for which destinations; of several rules that match a destination the first counts
 * @param users how many users of one destination are told by name; the sessions of further ones are counted
 * @param interval how long the changes of one destination are collected at least, before they are told again
 */
@ConfigurationProperties("fanfare.presence")
public record PresenceSettings(
        @DefaultValue List<Rule> rules,
        @DefaultValue("1000") int users,
        @DefaultValue("200ms") Duration interval) {

    private static final int MOST_USERS = 10_000;
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);
    private static final Duration LONGEST_LINGER = Duration.ofMinutes(10);

    /**
     * What is told of the destinations that match a pattern.
     *
     * @param pattern of destinations, like {@code /topic/room.#}
     * @param countOnly whether it is told how many are there, and not who
     * @param linger how long who has gone counts as being there, so that one who comes back has never left
     */
    public record Rule(
            @DefaultValue("") String pattern,
            @DefaultValue("false") boolean countOnly,
            @DefaultValue("5s") Duration linger) {

        public Rule {
            check(pattern);
            if (linger.isNegative() || linger.compareTo(LONGEST_LINGER) > 0) {
                throw new IllegalArgumentException("fanfare.presence.rules: linger must be 0s to "
                        + LONGEST_LINGER.toMinutes() + "m, not " + linger + " (" + pattern + ")");
            }
        }

        private static void check(String pattern) {
            if (DestinationPattern.ofSetting("fanfare.presence.rules", pattern).kind() != Destination.Kind.TOPIC) {
                throw new IllegalArgumentException("fanfare.presence.rules: the pattern '" + pattern
                        + "' must begin with /topic/: of others no presence is kept");
            }
        }
    }

    public PresenceSettings {
        if (users < 0 || users > MOST_USERS) {
            throw new IllegalArgumentException("fanfare.presence.users must be 0 to " + MOST_USERS + ", not " + users);
        }
        if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new IllegalArgumentException("fanfare.presence.interval must be " + SHORTEST_INTERVAL.toMillis()
                    + "ms to " + LONGEST_INTERVAL.toMinutes() + "m, not " + interval);
        }
    }
}
