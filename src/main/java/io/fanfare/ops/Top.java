package io.fanfare.ops;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who and what causes the load, of late: weights fade to half every minute. An event is counted once, when it is queued, with
 * the number of sessions it goes to, never for each of them; what is not delivered, when that happens. Where there are many
 * of a kind, one in so many is counted for all, by chance, so that a fast service does not spend its time on counting.
 * Thread-safe.
 */
final class Top {

    private static final long HALF_LIFE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int CAPACITY = 1_000;
    private static final String ANYONE = "(anyone)";

    /**
     * What is counted of destinations or of publishers.
     *
     * @param bytes those of bodies, once for each session
     * @param drops events of a destination that sessions did not get; of a publisher, those that were refused
     */
    record Load(List<SpaceSaving.Heavy> deliveries, List<SpaceSaving.Heavy> bytes, List<SpaceSaving.Heavy> drops) {}

    private final SpaceSaving destinationDeliveries = new SpaceSaving(CAPACITY);
    private final SpaceSaving destinationBytes = new SpaceSaving(CAPACITY);
    private final SpaceSaving destinationDrops = new SpaceSaving(CAPACITY);
    private final SpaceSaving publisherDeliveries = new SpaceSaving(CAPACITY);
    private final SpaceSaving publisherBytes = new SpaceSaving(CAPACITY);
    private final SpaceSaving publisherRefusals = new SpaceSaving(CAPACITY);
    private final SpaceSaving userDrops = new SpaceSaving(CAPACITY);
    private final Sampling events;
    private final Sampling drops;
    private final Sampling refusals;
    private final LongSupplier nanos;
    private long faded;

    /** @param nanos the time, as of {@link System#nanoTime} */
    Top(LongSupplier nanos) {
        this.nanos = nanos;
        this.faded = nanos.getAsLong();
        this.events = new Sampling(nanos);
        this.drops = new Sampling(nanos);
        this.refusals = new Sampling(nanos);
    }

    /** As {@link io.fanfare.broker.AppendListener} is told of it. */
    void appended(String publisher, Event event, int sessions) {
        int of = sessions > 0 ? events.choose() : 0;
        if (of > 0) {
            count(publisher, event, (long) sessions * of);
        }
    }

    private synchronized void count(String publisher, Event event, long sessions) {
        fade();
        events.chosen();
        long bytes = sessions * event.body().length;
        String destination = event.destination().toString();
        destinationDeliveries.add(destination, sessions);
        destinationBytes.add(destination, bytes);
        String name = name(publisher);
        publisherDeliveries.add(name, sessions);
        publisherBytes.add(name, bytes);
    }

    private static String name(String publisher) {
        return publisher.isEmpty() ? ANYONE : publisher;
    }

    /** As {@link io.fanfare.session.SessionListener} is told of it. */
    void dropped(@Nullable String user, @Nullable Destination destination, long events) {
        int of = drops.choose();
        if (of > 0) {
            countDropped(user, destination, events * of);
        }
    }

    private synchronized void countDropped(@Nullable String user, @Nullable Destination destination, long events) {
        fade();
        drops.chosen();
        if (user != null) {
            userDrops.add(user, events);
        }
        if (destination != null) {
            destinationDrops.add(destination.toString(), events);
        }
    }

    /** An event was refused, as {@link io.fanfare.broker.PublishListener} is told of it. */
    void refused(String publisher) {
        int of = refusals.choose();
        if (of > 0) {
            countRefused(name(publisher), of);
        }
    }

    private synchronized void countRefused(String publisher, int events) {
        fade();
        refusals.chosen();
        publisherRefusals.add(publisher, events);
    }

    synchronized Load destinations(int most) {
        fade();
        return new Load(destinationDeliveries.top(most), destinationBytes.top(most), destinationDrops.top(most));
    }

    synchronized Load publishers(int most) {
        fade();
        return new Load(publisherDeliveries.top(most), publisherBytes.top(most), publisherRefusals.top(most));
    }

    synchronized List<SpaceSaving.Heavy> userDrops(int most) {
        fade();
        return userDrops.top(most);
    }

    private void fade() {
        for (long now = nanos.getAsLong(); now - faded >= HALF_LIFE_NANOS; faded += HALF_LIFE_NANOS) {
            Stream.of(
                            destinationDeliveries,
                            destinationBytes,
                            destinationDrops,
                            publisherDeliveries,
                            publisherBytes,
                            publisherRefusals,
                            userDrops)
                    .forEach(SpaceSaving::halve);
        }
    }
}
