package io.fanfare.security;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Says when something that strangers may cause any number of times is to be logged: at first, and then once a minute. Thread-safe. */
public final class Seldom {

    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final AtomicLong last = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

    /** Whether it is time now, which it is once; whoever is told so logs. */
    public boolean isTime() {
        long before = last.get();
        long now = System.nanoTime();
        return now - before >= PAUSE_NANOS && last.compareAndSet(before, now);
    }
}
