package io.fanfare.testing;

import java.util.concurrent.atomic.AtomicInteger;

/** Destinations that no other test uses. */
public final class Topics {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private Topics() {}

    /** A topic of one's own. */
    public static String fresh() {
        return "/topic/test." + COUNT.incrementAndGet();
    }
}
