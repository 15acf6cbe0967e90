package io.fanfare.limit;

import java.util.function.LongSupplier;

/** How fast the client of one session may go. One thread at a time. */
public final class SessionRates {

    private final Rate frames;
    private final Rate bytes;
    private final Rate sends;
    private final Rate subscribes;

    /** @param subscriptions that a session may have, and so may come back with at once */
    public SessionRates(Rates rates, int subscriptions) {
        this(rates, subscriptions, System::nanoTime);
    }

    private SessionRates(Rates rates, int subscriptions, LongSupplier nanos) {
        frames = new Rate(Limit.FRAMES_PER_SECOND, rates.framesPerSecond(), nanos);
        bytes = new Rate(Limit.BYTES_PER_SECOND, rates.mostBytes(), nanos);
        sends = new Rate(Limit.SENDS_PER_SECOND, rates.sendsPerSecond(), nanos);
        subscribes = new Rate(
                Limit.SUBSCRIBES_PER_SECOND,
                rates.subscribesPerSecond(),
                Math.clamp((long) rates.subscribesPerSecond() + subscriptions, 0, Integer.MAX_VALUE),
                nanos);
    }

    /**
     * Counts a frame.
     *
     * @throws LimitException if it is one too many; so it is with all that follows
     */
    public void frame() {
        frames.take(1);
    }

    public void bytes(int count) {
        bytes.take(count);
    }

    public void send() {
        sends.take(1);
    }

    public void subscribe() {
        subscribes.take(1);
    }
}
