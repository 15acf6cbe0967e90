package io.fanfare.fanout;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one pattern: added and removed in constant time. Guarded by the log's lock. */
final class Subscribers {

    private @Nullable Interest[] interests = new Interest[2];
    private int size;
    private @Nullable Match match;

    void add(Interest interest) {
        if (size == interests.length) {
            interests = Arrays.copyOf(interests, 2 * size);
        }
        interest.place = size;
        interests[size++] = interest;
        match = null;
    }

    /** Removes a subscription that is here; the last takes its place. */
    void remove(Interest interest) {
        Interest last = interests[--size];
        if (last != null) {
            interests[interest.place] = last;
            last.place = interest.place;
        }
        interests[size] = null;
        interest.place = -1;
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

    void forEach(Consumer<Interest> action) {
        for (int i = 0; i < size; i++) {
            Interest interest = interests[i];
            if (interest != null) {
                action.accept(interest);
            }
        }
    }
}
