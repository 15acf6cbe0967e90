package io.fanfare.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts latencies by how long they were. A record is two additions without contention, so that every write can afford it;
 * what a registry asks is summed up when it asks. Thread-safe.
 */
final class LatencyMeter {

    /** What follows a latency's name in that of its counters, and the label that tells these apart. */
    static final String WITHIN = ".within";

    static final String BOUND = "le";

    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000_000;

    /** The upper bounds, included, in nanoseconds; what is longer is counted behind them. */
    private static final long[] BOUNDS = {
        250 * MICROSECOND,
        500 * MICROSECOND,
        MILLISECOND,
        2_500 * MICROSECOND,
        5 * MILLISECOND,
        10 * MILLISECOND,
        25 * MILLISECOND,
        50 * MILLISECOND,
        100 * MILLISECOND,
        250 * MILLISECOND,
        500 * MILLISECOND,
        1_000 * MILLISECOND,
        2_500 * MILLISECOND,
        5_000 * MILLISECOND,
        10_000 * MILLISECOND
    };

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1).toArray(LongAdder[]::new);
    private final LongAdder total = new LongAdder();

    /** Counts {@code events} that took {@code nanos} nanoseconds each. */
    void record(long nanos, int events) {
        counts[bound(nanos)].add(events);
        total.add(nanos * events);
    }

    /** How many bounds there are, the last being infinity. */
    static int bounds() {
        return BOUNDS.length + 1;
    }

    /** The first bound that is not less than {@code nanos} nanoseconds. */
    static int bound(long nanos) {
        int bound = 0;
        while (bound < BOUNDS.length && nanos > BOUNDS[bound]) {
            bound++;
        }
        return bound;
    }

    /** How many events were counted. */
    long count() {
        return countWithin(BOUNDS.length);
    }

    private long countWithin(int bound) {
        long count = 0;
        for (int i = 0; i <= bound; i++) {
            count += counts[i].sum();
        }
        return count;
    }

    /** Shows it under a name, as {@link MeterNames} says. The registry does not keep it alive. */
    void bindTo(MeterRegistry registry, String name, String description) {
        FunctionTimer.builder(name, this, LatencyMeter::count, meter -> meter.total.sum(), TimeUnit.NANOSECONDS)
                .description(description)
                .register(registry);
        for (int i = 0; i <= BOUNDS.length; i++) {
            int bound = i;
            FunctionCounter.builder(name + WITHIN, this, meter -> meter.countWithin(bound))
                    .tag(BOUND, label(bound))
                    .description(description + ": how often it was that long or less")
                    .register(registry);
        }
    }

    /** What a bound is called, in seconds. */
    static String label(int bound) {
        return bound == BOUNDS.length
                ? "+Inf"
                : BigDecimal.valueOf(BOUNDS[bound], 9).stripTrailingZeros().toPlainString();
    }
}
