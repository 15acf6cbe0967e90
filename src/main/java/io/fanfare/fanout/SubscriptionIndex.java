package io.fanfare.fanout;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who subscribes to what. Those of {@code /user/} destinations are kept for each user apart, so that an event for one can
 * never match another's. Not thread-safe: guarded by the log's lock.
 */
final class SubscriptionIndex {

    /** Subscriptions in the matches that are remembered, with {@link #WEIGHT} for each match itself: a few megabytes. */
    static final int MOST_REMEMBERED = 1_000_000;

    private static final int WEIGHT = 64;

    /** The subscriptions of everyone, or of one user. */
    private static final class Space {
        final Map<Destination, Subscribers> concrete = new HashMap<>();
        final PatternTree patterns = new PatternTree();

        boolean isEmpty() {
            return concrete.isEmpty() && patterns.isEmpty();
        }

        void add(Subscription subscription) {
            DestinationPattern pattern = subscription.pattern();
            if (pattern.isConcrete()) {
                concrete.computeIfAbsent(pattern.destination(), destination -> new Subscribers())
                        .add(subscription);
            } else {
                patterns.add(subscription);
            }
        }

        void remove(Subscription subscription) {
            DestinationPattern pattern = subscription.pattern();
            if (!pattern.isConcrete()) {
                patterns.remove(subscription);
                return;
            }
            Subscribers subscribers = concrete.get(pattern.destination());
            if (subscribers != null) {
                subscribers.remove(subscription);
                if (subscribers.isEmpty()) {
                    concrete.remove(pattern.destination());
                }
            }
        }

        void collect(Destination destination, List<Subscribers> into) {
            Subscribers subscribers = concrete.get(destination);
            if (subscribers != null) {
                into.add(subscribers);
            }
            patterns.collect(destination, into);
        }
    }

    private final int shards;
    private final Space everyone = new Space();
    private final Map<String, Space> users = new HashMap<>();

    /** Matches that patterns have a part in; a bounded cache that is emptied when a subscription changes it. */
    private final Map<Destination, Match> remembered = new HashMap<>();

    private int rememberedWeight;
    private int size;

    SubscriptionIndex(int shards) {
        this.shards = shards;
    }

    void add(Subscription subscription) {
        String user = userOf(subscription);
        (user == null ? everyone : users.computeIfAbsent(user, name -> new Space())).add(subscription);
        size++;
        forget(subscription.pattern());
    }

    /** Removes a subscription, unless that was done before. */
    boolean remove(Subscription subscription) {
        if (subscription.place < 0) {
            return false;
        }
        String user = userOf(subscription);
        Space space = user == null ? everyone : users.get(user);
        if (space != null) {
            space.remove(subscription);
            if (user != null && space.isEmpty()) {
                users.remove(user);
            }
        }
        size--;
        forget(subscription.pattern());
        return true;
    }

    int size() {
        return size;
    }

    /** Those who hear an event of this destination; of a {@code /user/} destination, the sessions of {@code to}. */
    Match match(Destination destination, Set<String> to) {
        if (destination.kind() == Destination.Kind.USER) {
            return matchUsers(destination, to);
        }
        if (everyone.patterns.isEmpty()) {
            Subscribers subscribers = everyone.concrete.get(destination);
            return subscribers == null ? Match.of(List.of(), shards) : subscribers.match(shards);
        }
        Match known = remembered.get(destination);
        return known == null ? remember(destination) : known;
    }

    private Match matchUsers(Destination destination, Set<String> to) {
        List<Subscribers> sources = new ArrayList<>();
        for (String user : to) {
            Space space = users.get(user);
            if (space != null) {
                space.collect(destination, sources);
            }
        }
        return sources.size() == 1 ? sources.getFirst().match(shards) : Match.of(sources, shards);
    }

    private Match remember(Destination destination) {
        List<Subscribers> sources = new ArrayList<>();
        everyone.collect(destination, sources);
        Match match = sources.size() == 1 ? sources.getFirst().match(shards) : Match.of(sources, shards);
        if (rememberedWeight + weight(match) > MOST_REMEMBERED) {
            forgetAll();
        }
        remembered.put(destination, match);
        rememberedWeight += weight(match);
        return match;
    }

    private static int weight(Match match) {
        return WEIGHT + match.subscriptions();
    }

    /** What the remembered matches weigh together. */
    int remembered() {
        return rememberedWeight;
    }

    boolean isEmpty() {
        return everyone.isEmpty() && users.isEmpty();
    }

    /** How many sessions hear of a destination; of a {@code /user/} destination, those of all users. */
    int subscribers(Destination destination) {
        Set<String> to = destination.kind() == Destination.Kind.USER ? users.keySet() : Set.of();
        return match(destination, to).sessions();
    }

    /** Every destination that is subscribed to without wildcards. */
    Set<Destination> destinations() {
        Set<Destination> all = new HashSet<>(everyone.concrete.keySet());
        users.values().forEach(space -> all.addAll(space.concrete.keySet()));
        return all;
    }

    private void forget(DestinationPattern changed) {
        if (changed.isConcrete()) {
            Match match = remembered.remove(changed.destination());
            rememberedWeight -= match == null ? 0 : weight(match);
        } else {
            forgetAll();
        }
    }

    private void forgetAll() {
        remembered.clear();
        rememberedWeight = 0;
    }

    private static @Nullable String userOf(Subscription subscription) {
        if (subscription.pattern().kind() != Destination.Kind.USER) {
            return null;
        }
        String user = subscription.session().user();
        return user == null ? "" : user;
    }
}
