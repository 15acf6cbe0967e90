package io.fanfare.testing;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Where random tests get their randomness: a new seed each time, or the one of {@code -Dfanfare.seed}. A test that
 * fails tells the seed that its thread took last. JUnit finds this extension by itself.
 */
public final class Seed implements TestExecutionExceptionHandler, AfterEachCallback {

    private static final ThreadLocal<Long> TAKEN = new ThreadLocal<>();

    /** Randomness whose seed is told if the test fails, so that it can be run again with it. */
    public static RandomGenerator random() {
        long seed = Long.getLong("fanfare.seed", System.nanoTime());
        TAKEN.set(seed);
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        Long seed = TAKEN.get();
        if (seed != null) {
            failure.addSuppressed(new Exception("it ran with -Dfanfare.seed=" + seed));
        }
        throw failure;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TAKEN.remove();
    }
}
