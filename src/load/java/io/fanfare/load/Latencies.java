package io.fanfare.load;

import java.util.Arrays;

/** How long things took. Not thread-safe. */
final class Latencies {

    private static final int INITIAL = 65_536;

    private long[] nanos = new long[INITIAL];
    private int size;

    void add(long took) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = took;
    }

    int size() {
        return size;
    }

    /** In milliseconds; not a number if there are none. */
    double percentile(double part) {
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return size == 0 ? Double.NaN : sorted[(int) (part * (size - 1))] / 1e6;
    }

    @Override
    public String toString() {
        return "p50 %.2f ms, p99 %.2f ms, of %d".formatted(percentile(0.5), percentile(0.99), size);
    }
}
