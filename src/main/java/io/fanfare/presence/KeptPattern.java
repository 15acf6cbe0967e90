package io.fanfare.presence;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;

/**
 * Destinations on which it is told who is there.
 *
 * @param topics who is on these
 * @param told where it is told: the same names as {@code /presence/} destinations
 * @param lingerNanos how long who has gone counts as being there
 */
record KeptPattern(DestinationPattern topics, DestinationPattern told, boolean countOnly, long lingerNanos) {

    static KeptPattern of(PresenceSettings.Rule rule) {
        String name = rule.pattern().substring(Destination.Kind.TOPIC.prefix().length());
        return new KeptPattern(
                DestinationPattern.parse(rule.pattern()),
                DestinationPattern.parse(Destination.Kind.PRESENCE.prefix() + name),
                rule.countOnly(),
                rule.linger().toNanos());
    }
}
