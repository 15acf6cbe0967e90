package io.fanfare.relay;

import java.time.Duration;
import java.time.InstantSource;

/** How far an instance reads behind those who publish. Written by the reader, asked by any thread. */
final class Lag {

    /** What was read longer ago says nothing of now. */
    private static final Duration COUNTS = Duration.ofMinutes(1);

    private final InstantSource clock;
    private volatile Read last;

    /** How long an event took, and when it was read; milliseconds. */
    private record Read(long took, long at) {}

    Lag(InstantSource clock) {
        this.clock = clock;
        this.last = new Read(0, 0);
    }

    /** @param handedIn when an event was, that has been read now */
    void read(long handedIn) {
        long now = clock.millis();
        last = new Read(Math.max(0, now - handedIn), now);
    }

    /** How long the last event took from its being handed in; nothing if none has been read lately. */
    Duration now() {
        Read read = last;
        return clock.millis() - read.at() > COUNTS.toMillis() ? Duration.ZERO : Duration.ofMillis(read.took());
    }
}
