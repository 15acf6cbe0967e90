package io.fanfare.testing;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where random tests get their randomness: a new seed each time, or the one of {@code -Dfanfare.seed}. */
public final class Seed {

    private static final Logger log = LoggerFactory.getLogger(Seed.class);

    private Seed() {}

    /** Randomness whose seed is logged, so that the test can be run again with it. */
    public static RandomGenerator random(Class<?> test) {
        long seed = Long.getLong("fanfare.seed", System.nanoTime());
        log.info("{} runs with -Dfanfare.seed={}", test.getSimpleName(), seed);
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
