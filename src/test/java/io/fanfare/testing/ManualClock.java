package io.fanfare.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that moves when it is told to: as an instant, and in nanoseconds. Thread-safe. */
public final class ManualClock implements InstantSource, LongSupplier {

    /** So that the nanoseconds of a test pass the end of their range. */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private final AtomicLong passed = new AtomicLong();

    public void advance(Duration by) {
        passed.addAndGet(by.toNanos());
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(passed.get());
    }

    /** As {@link System#nanoTime}. */
    @Override
    public long getAsLong() {
        return START + passed.get();
    }
}
