package io.fanfare.history;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The destinations that something was published to, and the users at each, within a bound. Of those that are forgotten, being
 * too many, it is known together up to where they may have lost something. Guarded by the log's lock.
 */
final class KnownDestinations {

    private final int most;
    private final Function<Destination, @Nullable Retention> retentions;
    private final ToLongFunction<DestinationLog> forgetting;

    private final Map<Destination, DestinationLog> everyone = new HashMap<>();
    private final Recency everyoneRecency = new Recency();
    private final Map<String, Map<Destination, DestinationLog>> users = new HashMap<>();
    private final Recency usersRecency = new Recency();

    private final Forgotten everyoneForgotten = new Forgotten();
    private final Forgotten usersForgotten = new Forgotten();

    /** What is known of those that are forgotten: up to where they had events, and when they were. */
    private static final class Forgotten {
        long upTo = -1;
        long stamp;

        void add(long offset, long when) {
            upTo = Math.max(upTo, offset);
            stamp = when;
        }
    }

    /**
     * @param most destinations, and as many of users
     * @param retentions what keeps the events of a destination
     * @param forgetting lets the events of one go, and returns the stamp of that loss
     */
    KnownDestinations(
            int most,
            Function<Destination, @Nullable Retention> retentions,
            ToLongFunction<DestinationLog> forgetting) {
        this.most = most;
        this.retentions = retentions;
        this.forgetting = forgetting;
    }

    /** The log of a destination to which something is published now. */
    DestinationLog everyone(Destination destination) {
        DestinationLog log = everyone.get(destination);
        if (log == null) {
            boolean ofUsers = destination.kind() == Destination.Kind.USER;
            log = begin(new DestinationLog(destination, null, ofUsers ? null : retentions.apply(destination)));
            everyone.put(destination, log);
        }
        everyoneRecency.touch(log);
        if (everyoneRecency.size() > most) {
            forget(everyoneRecency);
        }
        return log;
    }

    /** The log of a user at a destination to which something is published for them now. */
    DestinationLog user(String user, Destination destination) {
        DestinationLog log = users.computeIfAbsent(user, name -> new HashMap<>(2))
                .computeIfAbsent(destination, name -> begin(new DestinationLog(name, user, retentions.apply(name))));
        usersRecency.touch(log);
        if (usersRecency.size() > most) {
            forget(usersRecency);
        }
        return log;
    }

    /** It may have been forgotten before. */
    private DestinationLog begin(DestinationLog log) {
        Forgotten forgotten = log.user == null ? everyoneForgotten : usersForgotten;
        if (forgotten.upTo >= 0) {
            log.lost(forgotten.upTo);
        }
        return log;
    }

    /** Nothing is known any more of what stands up to an offset. */
    void lost(long upTo, long stamp) {
        everyoneForgotten.add(upTo, stamp);
        usersForgotten.add(upTo, stamp);
    }

    void forgetAll() {
        while (everyoneRecency.size() > 0) {
            forget(everyoneRecency);
        }
        while (usersRecency.size() > 0) {
            forget(usersRecency);
        }
    }

    private void forget(Recency recency) {
        DestinationLog log = recency.earliest();
        if (log == null) {
            return;
        }
        long stamp = forgetting.applyAsLong(log);
        recency.remove(log);
        if (log.user == null) {
            everyoneForgotten.add(log.newest(), stamp);
            everyone.remove(log.destination);
        } else {
            usersForgotten.add(log.newest(), stamp);
            users.computeIfPresent(log.user, (user, logs) -> {
                logs.remove(log.destination);
                return logs.isEmpty() ? null : logs;
            });
        }
    }

    /** What is known of a destination, or of a user there; null if it is nothing. */
    @Nullable
    DestinationLog log(Destination destination, @Nullable String user) {
        return (user == null ? everyone : of(user)).get(destination);
    }

    private Map<Destination, DestinationLog> of(@Nullable String user) {
        return users.getOrDefault(user == null ? "" : user, Map.of());
    }

    /** The logs that hold a destination's events: at a {@code /user/} destination those of one user, or of all. */
    List<DestinationLog> logs(Destination destination, @Nullable String user) {
        if (destination.kind() == Destination.Kind.USER && user == null) {
            return users.values().stream()
                    .flatMap(logs -> Stream.ofNullable(logs.get(destination)))
                    .toList();
        }
        DestinationLog log = log(destination, user);
        return log == null ? List.of() : List.of(log);
    }

    /** Calls {@code action} for the logs of a pattern's destinations to which something was published behind an offset. */
    void forEachActive(DestinationPattern pattern, @Nullable String user, long after, Consumer<DestinationLog> action) {
        boolean ofUser = pattern.kind() == Destination.Kind.USER;
        if (pattern.isConcrete()) {
            DestinationLog log = (ofUser ? of(user) : everyone).get(pattern.destination());
            if (log != null && log.newest() > after) {
                action.accept(log);
            }
        } else if (ofUser) {
            of(user).values().stream()
                    .filter(log -> log.newest() > after && pattern.matches(log.destination))
                    .forEach(action);
        } else {
            for (DestinationLog log = everyoneRecency.latest();
                    log != null && log.newest() > after;
                    log = log.earlier) {
                if (pattern.matches(log.destination)) {
                    action.accept(log);
                }
            }
        }
    }

    /** Whether something behind an offset may have been lost of a destination that is not known any more. */
    boolean isForgotten(DestinationPattern pattern, @Nullable String user, long after, long sinceStamp) {
        boolean ofUser = pattern.kind() == Destination.Kind.USER;
        Forgotten forgotten = ofUser ? usersForgotten : everyoneForgotten;
        if (forgotten.upTo <= after || forgotten.stamp <= sinceStamp) {
            return false;
        }
        return !pattern.isConcrete() || !(ofUser ? of(user) : everyone).containsKey(pattern.destination());
    }

    /** Up to which offset events of forgotten destinations may have been lost. */
    long forgotten(Destination.Kind kind) {
        return (kind == Destination.Kind.USER ? usersForgotten : everyoneForgotten).upTo;
    }

    /** The offset of the last event of a destination; of a forgotten one the offset that it is not behind. */
    long newest(Destination destination, @Nullable String user) {
        DestinationLog log = log(destination, user);
        return log != null ? log.newest() : (user == null ? everyoneForgotten : usersForgotten).upTo;
    }

    /** Every destination; the caller's own to change. */
    List<Destination> destinations() {
        return new ArrayList<>(everyone.keySet());
    }

    int size() {
        return everyone.size();
    }
}
