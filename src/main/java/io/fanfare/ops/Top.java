package io.fanfare.ops;

import io.fanfare.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Who and what causes the load, of late: weights fade to half every minute. An event is counted once, when it is queued, with
 * the number of sessions it goes to, never for each of them. Where there are many events, one in so many is counted for all,
 * by chance, so that a fast service does not spend its time on counting. Thread-safe.
 */
final class Top {

    private static final long HALF_LIFE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int CAPACITY = 1_000;

    /** About how many events are counted in a second at most. */
    static final int COUNTED_IN_A_SECOND = 2_000;

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final String ANYONE = "(anyone)";

    /** What is counted of destinations or of publishers; {@code bytes} are those of bodies, once for each session. */
    record Load(List<SpaceSaving.Heavy> deliveries, List<SpaceSaving.Heavy> bytes) {}

    private final SpaceSaving destinationDeliveries = new SpaceSaving(CAPACITY);
    private final SpaceSaving destinationBytes = new SpaceSaving(CAPACITY);
    private final SpaceSaving publisherDeliveries = new SpaceSaving(CAPACITY);
    private final SpaceSaving publisherBytes = new SpaceSaving(CAPACITY);
    private final SpaceSaving userDrops = new SpaceSaving(CAPACITY);
    private final LongSupplier nanos;
    private long faded;
    private long since;
    private long counted;

    /** One in so many is counted. */
    private volatile int of = 1;

    /** @param nanos the time, as of {@link System#nanoTime} */
    Top(LongSupplier nanos) {
        this.nanos = nanos;
        this.faded = nanos.getAsLong();
        this.since = faded;
    }

    /** As {@link io.fanfare.broker.AppendListener} is told of it. */
    void appended(String publisher, Event event, int sessions) {
        int all = of;
        if (sessions > 0 && (all == 1 || ThreadLocalRandom.current().nextInt(all) == 0)) {
            count(publisher, event, (long) sessions * all);
        }
    }

    private synchronized void count(String publisher, Event event, long sessions) {
        fade();
        choose();
        long bytes = sessions * event.body().length;
        String destination = event.destination().toString();
        destinationDeliveries.add(destination, sessions);
        destinationBytes.add(destination, bytes);
        String name = publisher.isEmpty() ? ANYONE : publisher;
        publisherDeliveries.add(name, sessions);
        publisherBytes.add(name, bytes);
    }

    /** How many there were in the last second, or since one was counted, tells of how many one is to be counted now. */
    private void choose() {
        counted++;
        long lasted = nanos.getAsLong() - since;
        if (lasted >= SECOND_NANOS) {
            double inASecond = (double) counted * of * SECOND_NANOS / lasted;
            of = (int) Math.max(1, inASecond / COUNTED_IN_A_SECOND);
            since += lasted;
            counted = 0;
        }
    }

    /** A user did not get so many events. */
    synchronized void dropped(String user, long events) {
        fade();
        userDrops.add(user, events);
    }

    synchronized Load destinations(int most) {
        fade();
        return new Load(destinationDeliveries.top(most), destinationBytes.top(most));
    }

    synchronized Load publishers(int most) {
        fade();
        return new Load(publisherDeliveries.top(most), publisherBytes.top(most));
    }

    synchronized List<SpaceSaving.Heavy> userDrops(int most) {
        fade();
        return userDrops.top(most);
    }

    private void fade() {
        for (long now = nanos.getAsLong(); now - faded >= HALF_LIFE_NANOS; faded += HALF_LIFE_NANOS) {
            Stream.of(destinationDeliveries, destinationBytes, publisherDeliveries, publisherBytes, userDrops)
                    .forEach(SpaceSaving::halve);
        }
    }
}
