package io.fanfare.fanout;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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

        void add(Interest interest) {
            DestinationPattern pattern = interest.pattern;
            if (pattern.isConcrete()) {
                concrete.computeIfAbsent(pattern.destination(), destination -> new Subscribers())
                        .add(interest);
            } else {
                patterns.add(interest);
            }
        }

        void remove(Interest interest) {
            DestinationPattern pattern = interest.pattern;
            if (!pattern.isConcrete()) {
                patterns.remove(interest);
                return;
            }
            Subscribers subscribers = concrete.get(pattern.destination());
            if (subscribers != null) {
                subscribers.remove(interest);
                if (subscribers.isEmpty()) {
                    concrete.remove(pattern.destination());
                }
            }
        }

        void forEach(Consumer<Interest> action) {
            concrete.values().forEach(subscribers -> subscribers.forEach(action));
            patterns.forEach(action);
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

    /** How many subscriptions name a destination without wildcards. */
    private final Map<Destination, Integer> concrete = new HashMap<>();

    private int rememberedWeight;
    private int size;

    SubscriptionIndex(int shards) {
        this.shards = shards;
    }

    void add(Subscription subscription) {
        subscription.interests().forEach(this::add);
    }

    private void add(Interest interest) {
        String user = userOf(interest);
        (user == null ? everyone : users.computeIfAbsent(user, name -> new Space())).add(interest);
        size++;
        count(interest.pattern, 1);
        forget(interest.pattern);
    }

    /** Removes a subscription, unless that was done before. */
    boolean remove(Subscription subscription) {
        if (subscription.interests().getFirst().place < 0) {
            return false;
        }
        subscription.interests().forEach(this::remove);
        return true;
    }

    private void remove(Interest interest) {
        String user = userOf(interest);
        Space space = user == null ? everyone : users.get(user);
        if (space != null) {
            space.remove(interest);
            if (user != null && space.isEmpty()) {
                users.remove(user);
            }
        }
        size--;
        count(interest.pattern, -1);
        forget(interest.pattern);
    }

    void forEach(Consumer<Interest> action) {
        everyone.forEach(action);
        users.values().forEach(space -> space.forEach(action));
    }

    /** How many there are, one for each pattern. */
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
        return everyone.isEmpty() && users.isEmpty() && concrete.isEmpty();
    }

    /** How many sessions hear of a destination; of a {@code /user/} destination, those of all users. */
    int subscribers(Destination destination) {
        List<Subscribers> sources = new ArrayList<>();
        if (destination.kind() == Destination.Kind.USER) {
            users.values().forEach(space -> space.collect(destination, sources));
        } else {
            everyone.collect(destination, sources);
        }
        return sources.size() == 1 ? sources.getFirst().match(shards).sessions() : Match.sessions(sources);
    }

    /** Every destination that is subscribed to without wildcards. */
    Set<Destination> destinations() {
        return concrete.keySet();
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

    private void count(DestinationPattern pattern, int change) {
        if (pattern.isConcrete()) {
            concrete.merge(pattern.destination(), change, (one, other) -> one + other == 0 ? null : one + other);
        }
    }

    private static @Nullable String userOf(Interest interest) {
        if (interest.pattern.kind() != Destination.Kind.USER) {
            return null;
        }
        String user = interest.subscription.session().user();
        return user == null ? "" : user;
    }
}
