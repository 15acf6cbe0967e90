package io.fanfare.ops;

import java.time.Duration;

/**
 * When each of a number of sessions is asked to go, and when it should come back.
 *
 * @param sessions how many there are
 * @param closing how long it takes to ask all of them, evenly
 * @param returning how long it takes until all should have come back, evenly
 */
record DrainPace(int sessions, Duration closing, Duration returning) {

    /** @param room how long asking them may take at most; what does not fit in is spread by when they come back */
    static DrainPace of(int sessions, int rate, Duration room) {
        Duration returning = Duration.ofSeconds(1).multipliedBy(sessions).dividedBy(rate);
        return new DrainPace(sessions, returning.compareTo(room) < 0 ? returning : room, returning);
    }

    /** How many nanoseconds after the first the session of this number, counted from 0, is asked to go. */
    long closeNanos(int number) {
        return part(closing, number);
    }

    /** How long it should then wait before it comes back, in milliseconds. */
    long retryMillis(int number) {
        return (part(returning, number) - part(closing, number)) / 1_000_000;
    }

    private long part(Duration whole, int number) {
        return (long) ((double) whole.toNanos() * number / sessions);
    }
}
