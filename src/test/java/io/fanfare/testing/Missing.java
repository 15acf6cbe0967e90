package io.fanfare.testing;

import org.opentest4j.TestAbortedException;

/** What a machine lacks for a test. */
public final class Missing {

    private Missing() {}

    /** Whether nothing may be skipped: {@code -Dfanfare.test.strict=true}. */
    static boolean strict() {
        return Boolean.getBoolean("fanfare.test.strict");
    }

    /** Gives the test up for this reason: it is skipped, or fails where nothing may be skipped. */
    public static RuntimeException because(String reason) {
        if (strict()) {
            throw new AssertionError(reason);
        }
        throw new TestAbortedException(reason);
    }
}
