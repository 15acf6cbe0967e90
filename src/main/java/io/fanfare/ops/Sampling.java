package io.fanfare.ops;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Chooses which of many are counted: where they are more than so many a second, one in so many for all, by chance. To ask
 * takes no lock; what is chosen is told under one.
 */
final class Sampling {

    /** About how many are chosen in a second at most. */
    static final int IN_A_SECOND = 2_000;

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanos;
    private long since;
    private long chosen;

    /** One in so many is chosen. */
    private volatile int of = 1;

    /** @param nanos the time, as of {@link System#nanoTime} */
    Sampling(LongSupplier nanos) {
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /** For how many this one counts: 0 if it does not. */
    int choose() {
        int all = of;
        return all == 1 || ThreadLocalRandom.current().nextInt(all) == 0 ? all : 0;
    }

    /** One was chosen. How many there were in the last second, or since the last one, tells how many the next counts for. */
    void chosen() {
        chosen++;
        long lasted = nanos.getAsLong() - since;
        if (lasted >= SECOND_NANOS) {
            double inASecond = (double) chosen * of * SECOND_NANOS / lasted;
            of = (int) Math.max(1, inASecond / IN_A_SECOND);
            since += lasted;
            chosen = 0;
        }
    }
}
