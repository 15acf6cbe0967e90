package io.fanfare.fanout;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one pattern: added and removed in constant time. Guarded by the log's lock. */
final class Subscribers {

    private @Nullable Subscription[] subscriptions = new Subscription[2];
    private int size;
    private @Nullable Match match;

    void add(Subscription subscription) {
        if (size == subscriptions.length) {
            subscriptions = Arrays.copyOf(subscriptions, 2 * size);
        }
        subscription.place = size;
        subscriptions[size++] = subscription;
        match = null;
    }

    /** Removes a subscription that is here; the last takes its place. */
    void remove(Subscription subscription) {
        Subscription last = subscriptions[--size];
        if (last != null) {
            subscriptions[subscription.place] = last;
            last.place = subscription.place;
        }
        subscriptions[size] = null;
        subscription.place = -1;
        match = null;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** These alone, as a match. */
    Match match(int shards) {
        Match known = match;
        if (known == null) {
            known = Match.of(List.of(this), shards);
            match = known;
        }
        return known;
    }

    void forEach(Consumer<Subscription> action) {
        for (int i = 0; i < size; i++) {
            Subscription subscription = subscriptions[i];
            if (subscription != null) {
                action.accept(subscription);
            }
        }
    }
}
