package io.fanfare.security;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides who may do what: what no grant covers as a whole is refused. */
public final class AccessControl {

    /** Where the service itself tells a user something; everyone may hear it who has a name. */
    public static final String NOTICES = "/user/fanfare.notices";

    private AccessControl() {}

    /** Decides on all that a pattern can match; on what has no place, with null. */
    public static Decision decide(Identity identity, Action action, @Nullable DestinationPattern pattern) {
        if (identity.kind() == Identity.Kind.OPEN) {
            return new Decision(true, "fanfare.security.open: everyone may do everything");
        }
        if (pattern != null && action == Action.SUBSCRIBE) {
            if (pattern.kind() == Destination.Kind.PRESENCE) {
                return decide(identity, Action.PRESENCE, topicOf(pattern));
            }
            if (pattern.toString().equals(NOTICES) && identity.user() != null) {
                return new Decision(true, "every user hears " + NOTICES);
            }
        }
        if (pattern != null && isOnesOwn(action, pattern) && identity.user() == null) {
            String rule = identity.words() + " is no user, and /user/ is for the sessions of one: show a token.";
            return new Decision(false, rule);
        }
        for (Grant grant : identity.grants()) {
            if (grant.covers(action, pattern)) {
                return new Decision(true, grant.rule() + " in " + grant.source());
            }
        }
        return new Decision(false, missing(identity, line(action, pattern)));
    }

    private static boolean isOnesOwn(Action action, DestinationPattern pattern) {
        return pattern.kind() == Destination.Kind.USER && (action == Action.SUBSCRIBE || action == Action.SEND);
    }

    /** Who watches who comes and goes is told who is there. */
    private static DestinationPattern topicOf(DestinationPattern presence) {
        String name =
                presence.toString().substring(Destination.Kind.PRESENCE.prefix().length());
        return DestinationPattern.parse(Destination.Kind.TOPIC.prefix() + name);
    }

    private static String line(Action action, @Nullable DestinationPattern pattern) {
        return pattern == null ? action.label() : action.label() + ":" + pattern;
    }

    private static String missing(Identity identity, String line) {
        return identity.words() + " has no grant that covers this: add " + line + " to " + identity.whereToGrant()
                + ".";
    }

    /**
     * Refuses what is not allowed.
     *
     * @throws UnauthenticatedException if the caller has shown no credential
     * @throws ForbiddenException if it has, and that is not enough
     */
    public static void check(Identity identity, Action action, @Nullable DestinationPattern pattern) {
        Decision decision = decide(identity, action, pattern);
        if (!decision.allowed()) {
            throw refusal(identity, decision.rule());
        }
    }

    /** The same for one destination. */
    public static void check(Identity identity, Action action, Destination destination) {
        if (identity.kind() != Identity.Kind.OPEN) {
            check(identity, action, DestinationPattern.of(destination));
        }
    }

    /** Refuses who may do none of these anywhere, before anything else is looked at. */
    public static void checkAny(Identity identity, Action... actions) {
        List<Action> wanted = List.of(actions);
        if (identity.kind() != Identity.Kind.OPEN
                && identity.grants().stream().map(Grant::action).noneMatch(wanted::contains)) {
            String lines = Arrays.stream(actions)
                    .map(action -> action.hasPattern() ? action.label() + ":<pattern>" : action.label())
                    .collect(Collectors.joining(" or "));
            throw refusal(identity, missing(identity, lines));
        }
    }

    private static RuntimeException refusal(Identity identity, String why) {
        return identity.kind() == Identity.Kind.ANONYMOUS
                ? new UnauthenticatedException("Show a token or a key: " + Credentials.HOW + " " + why)
                : new ForbiddenException(why);
    }
}
