package io.fanfare.broker;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.Match;
import io.fanfare.fanout.MessageFrame;
import io.fanfare.fanout.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The broker within this process. Its log is an order and no store: one short critical section gives an event its position
 * and puts it into the inboxes of the fan-out, and the same section orders subscriptions.
 */
public final class EmbeddedBroker implements Broker {

    private final ReentrantLock log = new ReentrantLock();
    private final Fanout fanout;
    private final DestinationLedger ledger;
    private final long epoch;
    private long offset = -1;

    /**
     * @param epoch tells this log from all others; not negative
     * @param destinations how many destinations are kept count of
     */
    public EmbeddedBroker(Fanout fanout, long epoch, int destinations) {
        this.fanout = fanout;
        this.epoch = epoch;
        this.ledger = new DestinationLedger(destinations);
    }

    @Override
    public Publication publish(Event event) {
        long now = System.nanoTime();
        Position position;
        Match match;
        log.lock();
        try {
            position = new Position(epoch, ++offset);
            match = append(event, position, now);
        } finally {
            log.unlock();
        }
        fanout.drain(match);
        return Publication.of(event, position, match.sessions());
    }

    @Override
    public List<Publication> publish(List<Event> events) {
        long now = System.nanoTime();
        List<Publication> publications = new ArrayList<>(events.size());
        List<Match> matches = new ArrayList<>(events.size());
        log.lock();
        try {
            for (Event event : events) {
                Position position = new Position(epoch, ++offset);
                Match match = append(event, position, now);
                matches.add(match);
                publications.add(Publication.of(event, position, match.sessions()));
            }
        } finally {
            log.unlock();
        }
        matches.forEach(fanout::drain);
        return publications;
    }

    private Match append(Event event, Position position, long now) {
        Match match = fanout.match(event.destination(), event.users());
        ledger.published(event.destination(), position);
        fanout.deliver(new MessageFrame(event, position, now), match);
        return match;
    }

    @Override
    public void subscribe(Subscription subscription, Runnable live) {
        log.lock();
        try {
            fanout.add(subscription, live);
        } finally {
            log.unlock();
        }
        fanout.drain(subscription);
    }

    @Override
    public void unsubscribe(Subscription subscription, Runnable gone) {
        log.lock();
        try {
            fanout.remove(subscription, gone);
        } finally {
            log.unlock();
        }
        fanout.drain(subscription);
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
            return new Position(epoch, offset);
        } finally {
            log.unlock();
        }
    }

    @Override
    public List<DestinationStatus> destinations() {
        List<DestinationStatus> all = new ArrayList<>();
        known().forEach((destination, count) -> {
            int subscribers = subscribers(destination);
            all.add(new DestinationStatus(destination.toString(), subscribers, count.events(), count.last()));
            letPublishersIn();
        });
        return all;
    }

    private Map<Destination, DestinationLedger.Count> known() {
        log.lock();
        try {
            Map<Destination, DestinationLedger.Count> known = ledger.counts();
            fanout.forEachSubscribed(destination -> known.putIfAbsent(destination, DestinationLedger.Count.NONE));
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
            return ledger.size() + fanout.countSubscribed(destination -> !ledger.knows(destination));
        } finally {
            log.unlock();
        }
    }

    @Override
    public int subscriptions() {
        log.lock();
        try {
            return fanout.subscriptions();
        } finally {
            log.unlock();
        }
    }
}
