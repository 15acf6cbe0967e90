package io.fanfare.relay;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Says when something that may happen any number of times is to be logged: at first, and then once a minute. Thread-safe. */
final class Seldom {

    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final AtomicLong last = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

    boolean isTime() {
        long before = last.get();
        long now = System.nanoTime();
        return now - before >= PAUSE_NANOS && last.compareAndSet(before, now);
    }
}
