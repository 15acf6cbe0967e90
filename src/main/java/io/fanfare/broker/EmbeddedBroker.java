package io.fanfare.broker;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.Match;
import io.fanfare.fanout.MessageFrame;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.DestinationCount;
import io.fanfare.history.History;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.Recovery;
import io.fanfare.history.Replays;
import io.fanfare.history.Resume;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The broker within this process. One short critical section is its log: it gives an event its position, keeps it, and puts
 * it into the inboxes of the fan-out; the same section orders subscriptions, and decides what is published twice or too late.
 */
public final class EmbeddedBroker implements Broker {

    private final ReentrantLock log = new ReentrantLock();
    private final Fanout fanout;
    private final History history;
    private final PublishedIds ids;
    private final Replays replays;
    private final SubscriptionListener listener;

    /** A broker to whose subscriptions nobody listens. */
    public EmbeddedBroker(Fanout fanout, long epoch, HistorySettings settings, InstantSource clock) {
        this(fanout, epoch, settings, clock, SubscriptionListener.NONE);
    }

    /** @param epoch tells this log from all others; not negative */
    public EmbeddedBroker(
            Fanout fanout, long epoch, HistorySettings settings, InstantSource clock, SubscriptionListener listener) {
        this.fanout = fanout;
        this.history = new History(epoch, settings);
        this.ids = new PublishedIds(settings.ids());
        this.replays = new Replays(log, history, fanout, clock);
        this.listener = listener;
    }

    @Override
    public List<Publication> publish(Submission submission) {
        long now = System.nanoTime();
        List<Event> events = submission.events();
        List<Publication> publications = new ArrayList<>(events.size());
        List<Match> matches = new ArrayList<>(events.size());
        log.lock();
        try {
            List<Publication> before = ids.find(submission);
            if (before != null) {
                return before;
            }
            checkExpected(submission);
            for (Event event : events) {
                Position position = history.append(event);
                Match match = fanout.match(event.destination(), event.users());
                fanout.deliver(new MessageFrame(event, position, now), match);
                matches.add(match);
                publications.add(Publication.of(event, position, match.sessions()));
            }
            ids.add(submission, publications);
        } finally {
            log.unlock();
        }
        matches.forEach(fanout::drain);
        return publications;
    }

    private void checkExpected(Submission submission) {
        Position expected = submission.expected();
        if (expected == null) {
            return;
        }
        for (Event event : submission.events()) {
            long newest = newest(event);
            Position position = history.position(newest);
            boolean known = expected.epoch() == position.epoch() && expected.compareTo(history.position()) <= 0;
            if (!known || newest > expected.offset()) {
                throw new MovedException(event.destination(), position);
            }
        }
    }

    /** Where the last event stands at the destination of another, or for any of its users there. */
    private long newest(Event event) {
        return event.destination().kind() == Destination.Kind.USER
                ? event.users().stream()
                        .mapToLong(user -> history.newest(event.destination(), user))
                        .max()
                        .orElse(-1)
                : history.newest(event.destination(), null);
    }

    @Override
    public void subscribe(Subscription subscription, Resume resume, Consumer<Recovery> live) {
        listener.began(subscription);
        replays.subscribe(subscription, resume, live);
    }

    @Override
    public void unsubscribe(Subscription subscription, Runnable gone) {
        listener.ended(subscription);
        replays.unsubscribe(subscription, gone);
    }

    @Override
    public void whenQueued(Runnable action) {
        log.lock();
        try {
            fanout.mark(action);
        } finally {
            log.unlock();
        }
        fanout.wake();
    }

    @Override
    public Position position() {
        log.lock();
        try {
            return history.position();
        } finally {
            log.unlock();
        }
    }

    @Override
    public List<DestinationStatus> destinations() {
        List<DestinationStatus> all = new ArrayList<>();
        known().forEach((destination, count) -> {
            all.add(new DestinationStatus(
                    destination.toString(), subscribers(destination), count.events(), count.last()));
            letPublishersIn();
        });
        return all;
    }

    private Map<Destination, DestinationCount> known() {
        log.lock();
        try {
            Map<Destination, DestinationCount> known = history.destinations();
            fanout.forEachSubscribed(destination -> known.putIfAbsent(destination, DestinationCount.NONE));
            return known;
        } finally {
            log.unlock();
        }
    }

    private int subscribers(Destination destination) {
        log.lock();
        try {
            return fanout.subscribers(destination);
        } finally {
            log.unlock();
        }
    }

    private void letPublishersIn() {
        if (log.hasQueuedThreads()) {
            LockSupport.parkNanos(1);
        }
    }

    @Override
    public int destinationCount() {
        log.lock();
        try {
            return history.destinationCount() + fanout.countSubscribed(destination -> !history.knows(destination));
        } finally {
            log.unlock();
        }
    }

    @Override
    public int subscriptions() {
        log.lock();
        try {
            return fanout.subscriptions() + replays.count();
        } finally {
            log.unlock();
        }
    }
}
