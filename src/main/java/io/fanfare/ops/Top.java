package io.fanfare.ops;

import io.fanfare.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Who and what causes the load, of late: weights fade to half every minute. An event is counted once, when it is queued, with
 * the number of sessions it goes to, never for each of them: four look-ups an event, whatever its fan-out. Thread-safe.
 */
final class Top {

    private static final long HALF_LIFE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int CAPACITY = 1_000;
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

    /** @param nanos the time, as of {@link System#nanoTime} */
    Top(LongSupplier nanos) {
        this.nanos = nanos;
        this.faded = nanos.getAsLong();
    }

    /** As {@link io.fanfare.broker.AppendListener} is told of it. */
    synchronized void appended(String publisher, Event event, int sessions) {
        if (sessions == 0) {
            return;
        }
        fade();
        long bytes = (long) sessions * event.body().length;
        String destination = event.destination().toString();
        destinationDeliveries.add(destination, sessions);
        destinationBytes.add(destination, bytes);
        String name = publisher.isEmpty() ? ANYONE : publisher;
        publisherDeliveries.add(name, sessions);
        publisherBytes.add(name, bytes);
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
