package io.fanfare.presence;

import io.fanfare.broker.Broker;
import io.fanfare.broker.Submission;
import io.fanfare.event.Event;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who comes and goes: publishes what has changed on each destination, on one thread, so that it is in order. */
final class Announcer {

    private static final Logger log = LoggerFactory.getLogger(Announcer.class);
    private static final String CONTENT_TYPE = "application/json";

    private final Attendances attendances;
    private final Broker broker;
    private final BooleanSupplier speaking;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private volatile @Nullable Thread thread;

    /** @param speaking whether anything is told now; else it is told later */
    Announcer(
            Attendances attendances, Broker broker, BooleanSupplier speaking, InstantSource clock, LongSupplier nanos) {
        this.attendances = attendances;
        this.broker = broker;
        this.speaking = speaking;
        this.clock = clock;
        this.nanos = nanos;
    }

    void start() {
        Thread announcing =
                Thread.ofPlatform().name("fanfare-presence").daemon().unstarted(this::run);
        thread = announcing;
        announcing.start();
    }

    void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private void run() {
        try {
            while (thread == Thread.currentThread()) {
                attendances.agenda().awaitDue(nanos);
                announceDue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Publishes what is to be told by now. One thread at a time. */
    void announceDue() {
        long now = nanos.getAsLong();
        for (Attendance due = attendances.agenda().poll(now);
                due != null;
                due = attendances.agenda().poll(now)) {
            if (speaking.getAsBoolean()) {
                announce(due, now);
            } else {
                attendances.agenda().add(due, now + attendances.intervalNanos());
            }
        }
    }

    /** Goes on after whatever fault: of other destinations there is to be told too. */
    private void announce(Attendance attendance, long now) {
        try {
            List<Announcement> announcements = attendance.announce(now);
            if (!announcements.isEmpty()) {
                broker.publish(Submission.of(announcements.stream()
                        .map(announcement -> event(attendance, announcement))
                        .toList()));
            }
        } catch (RuntimeException | Error e) {
            log.atError()
                    .addKeyValue("messaging.destination.name", attendance.topic())
                    .setCause(e)
                    .log("It could not be told who is on {}", attendance.topic());
        }
        Long next = attendance.next();
        if (next != null) {
            attendances.agenda().add(attendance, next);
        }
        attendances.forget(attendance);
    }

    private Event event(Attendance attendance, Announcement announcement) {
        return new Event(
                null, attendance.told(), Set.of(), CONTENT_TYPE, Map.of(), announcement.toJson(), true, clock.millis());
    }
}
