package io.fanfare.ops;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The heaviest of any number of names, in bounded memory (Space-Saving; Metwally, Agrawal, El Abbadi 2005). A name without a counter
 * takes over that of the lightest, weight included, which then is its error. So a name's weight is at most {@code count} and
 * at least {@code count - error}, and whoever has more than the total divided by the capacity is among them. To add is a look-up
 * and a few steps in a heap. Not thread-safe.
 */
final class SpaceSaving {

    /** A name with its weight, of which {@code error} may be others'. */
    record Heavy(String name, long count, long error) {}

    private static final class Counter {
        private String name;
        private long count;
        private long error;
        private int place;

        Counter(String name, int place) {
            this.name = name;
            this.place = place;
        }
    }

    private final Map<String, Counter> counters = new HashMap<>();
    /** The lightest first: none is lighter than the one at half its place. */
    private final Counter[] heap;

    SpaceSaving(int capacity) {
        heap = new Counter[capacity];
    }

    void add(String name, long weight) {
        Counter counter = counters.get(name);
        if (counter == null) {
            counter = counters.size() < heap.length ? fresh(name) : takeOver(name);
            counters.put(name, counter);
        }
        counter.count += weight;
        sink(counter);
    }

    /** With no weight yet it belongs in front. */
    private Counter fresh(String name) {
        Counter counter = new Counter(name, counters.size());
        heap[counter.place] = counter;
        while (counter.place > 0) {
            swap(counter, heap[(counter.place - 1) / 2]);
        }
        return counter;
    }

    private Counter takeOver(String name) {
        Counter lightest = heap[0];
        counters.remove(lightest.name);
        lightest.name = name;
        lightest.error = lightest.count;
        return lightest;
    }

    private void sink(Counter counter) {
        for (int child = 2 * counter.place + 1; child < counters.size(); child = 2 * counter.place + 1) {
            boolean right = child + 1 < counters.size() && heap[child + 1].count < heap[child].count;
            Counter lighter = heap[right ? child + 1 : child];
            if (lighter.count >= counter.count) {
                return;
            }
            swap(counter, lighter);
        }
    }

    private void swap(Counter one, Counter other) {
        int place = one.place;
        one.place = other.place;
        other.place = place;
        heap[one.place] = one;
        heap[other.place] = other;
    }

    /** Lets all weights fade to half, so that what is new counts for more. */
    void halve() {
        for (Counter counter : counters.values()) {
            counter.count /= 2;
            counter.error /= 2;
        }
    }

    /** The heaviest, at most so many, the heaviest first. */
    List<Heavy> top(int most) {
        return Arrays.stream(heap, 0, counters.size())
                .map(counter -> new Heavy(counter.name, counter.count, counter.error))
                .sorted(Comparator.comparingLong(Heavy::count).reversed())
                .limit(most)
                .toList();
    }
}
