package io.fanfare.fanout;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The subscriptions that an event goes to, by shard. Immutable, and the same object as long as nothing changes, so that
 * events to the same subscribers are known by it.
 */
public final class Match {

    static final Subscription[] NOBODY = {};

    private final Subscription[][] byShard;
    private final int sessions;

    private Match(Subscription[][] byShard, int sessions) {
        this.byShard = byShard;
        this.sessions = sessions;
    }

    /** Counts sessions, each once. */
    private static final class Counter {
        private int sessions;

        void count(Subscription subscription) {
            if (subscription.session().mark(this)) {
                sessions++;
            }
        }
    }

    /** Divides subscriptions between {@code shards} shards, and counts their sessions. */
    static Match of(List<Subscribers> sources, int shards) {
        int[] sizes = new int[shards];
        forEach(sources, subscription -> sizes[subscription.session().shard(shards)]++);
        Subscription[][] byShard = new Subscription[shards][];
        for (int i = 0; i < shards; i++) {
            byShard[i] = sizes[i] == 0 ? NOBODY : new Subscription[sizes[i]];
        }
        Counter counter = new Counter();
        forEach(sources, subscription -> {
            int shard = subscription.session().shard(shards);
            byShard[shard][--sizes[shard]] = subscription;
            counter.count(subscription);
        });
        return new Match(byShard, counter.sessions);
    }

    /** Each subscription once, though several of its patterns may match. */
    private static void forEach(List<Subscribers> sources, Consumer<Subscription> action) {
        Object mark = new Object();
        for (Subscribers source : sources) {
            source.forEach(interest -> {
                if (interest.subscription.mark(mark)) {
                    action.accept(interest.subscription);
                }
            });
        }
    }

    /** How many sessions these are of, each counted once. */
    static int sessions(List<Subscribers> sources) {
        Counter counter = new Counter();
        forEach(sources, counter::count);
        return counter.sessions;
    }

    /** How many sessions it goes to. */
    public int sessions() {
        return sessions;
    }

    int subscriptions() {
        int subscriptions = 0;
        for (Subscription[] inShard : byShard) {
            subscriptions += inShard.length;
        }
        return subscriptions;
    }

    /** Those it goes to. */
    public Stream<Subscription> stream() {
        return Arrays.stream(byShard).flatMap(Arrays::stream);
    }

    Subscription[] inShard(int shard) {
        return byShard[shard];
    }
}
