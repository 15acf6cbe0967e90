package io.fanfare.fanout;

import io.fanfare.event.Position;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Outbox;
import io.fanfare.session.Session;
import io.fanfare.session.SlowConsumer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one subscription that wait in front of its session's outbox, some of which may be skipped if the client reads
 * too slowly. They are in the outbox a part at a time, so that there is room for what may not be skipped; where something was
 * skipped, the next MESSAGE in its place says so.
 *
 * <p>Thread-safe. What is offered comes from one thread at a time, in the log's order. What waits for a session, in all its
 * backlogs and ack windows, counts together; of each subscription one event may always wait.
 */
final class Backlog {

    private static final Logger log = LoggerFactory.getLogger(Backlog.class);

    private final Subscription subscription;
    private final Session session;
    private final Outbox outbox;
    private final SlowPolicy policy;
    private final long part;
    private final AtomicLong heldBytes;

    /** In the log's order, each by itself, or by its destination if only the newest is wanted. */
    private final Map<Object, Waiting> waiting = new LinkedHashMap<>(2);

    private boolean pumping;
    private boolean closed;

    /** @param lostAfter the position behind which something was skipped, in front of this */
    private record Waiting(MessageFrame frame, @Nullable Position lostAfter) {}

    Backlog(Subscription subscription, SlowPolicy policy) {
        this.subscription = subscription;
        this.session = subscription.session();
        this.outbox = session.outbox();
        this.policy = policy;
        this.part = outbox.part();
        this.heldBytes = session.heldBytes();
    }

    /** Sends events, to be written at the next {@link Outbox#flush}, or keeps them until there is room. No lock may be held. */
    void offer(Run run) {
        if (sent(run)) {
            return;
        }
        outbox.flush();
        if (hold(run)) {
            pump();
            settle();
        }
    }

    private synchronized boolean sent(Run run) {
        if (closed) {
            return true;
        }
        long size = run.largestSize();
        boolean room = waiting.isEmpty() && outbox.tryReserve(size);
        if (room) {
            session.offerReserved(subscription.burst(run), size);
        }
        return room;
    }

    private synchronized boolean hold(Run run) {
        if (closed || session.isClosing()) {
            session.dropped(
                    run.frames().getFirst().event().destination(),
                    closed ? 0 : run.frames().size());
            return false;
        }
        for (MessageFrame frame : run.frames()) {
            boolean latest = policy.consumer() == SlowConsumer.LATEST;
            Object key = latest ? frame.event().destination() : frame;
            Waiting older = waiting.remove(key);
            waiting.put(key, new Waiting(frame, older == null ? null : skip(older)));
            heldBytes.addAndGet(frame.largestSize());
        }
        return true;
    }

    /** Takes it out of the count; returns what the client is told. */
    private Position skip(Waiting skipped) {
        heldBytes.addAndGet(-skipped.frame.largestSize());
        session.skipped(policy.consumer(), skipped.frame.event().destination());
        Position position = skipped.frame.position();
        return Objects.requireNonNullElseGet(
                skipped.lostAfter, () -> new Position(position.epoch(), position.offset() - 1));
    }

    /** Sends what there is room for now. */
    private void pump() {
        while (isWaiting() && outbox.tryReserve(part) && send(part) == part) {
            // there may be room for more
        }
    }

    /** Skips what is too much, and sees to it that the rest is sent. */
    private void settle() {
        boolean slow = false;
        synchronized (this) {
            while (waiting.size() > 1 && heldBytes.get() > policy.limit() && !slow) {
                slow = policy.consumer() == SlowConsumer.DISCONNECT;
                if (!slow) {
                    skipOldest();
                }
            }
            if (!waiting.isEmpty() && !pumping) {
                pumping = true;
                Thread.ofVirtual().name("fanfare-backlog").start(this::run);
            }
        }
        if (slow) {
            session.slow("The client reads more slowly than it is sent to: more than " + policy.limit()
                    + " bytes wait for it (outbox-limit in fanfare.session.rules). Read faster, or subscribe to less.");
        }
    }

    private void skipOldest() {
        Iterator<Map.Entry<Object, Waiting>> oldest = waiting.entrySet().iterator();
        Position lost = skip(oldest.next().getValue());
        oldest.remove();
        Map.Entry<Object, Waiting> next = oldest.next();
        Position known = next.getValue().lostAfter;
        boolean earlier = known != null && known.compareTo(lost) < 0;
        next.setValue(new Waiting(next.getValue().frame, earlier ? known : lost));
    }

    private void run() {
        try {
            long needed = part;
            while (goOn() && outbox.reserve(needed)) {
                needed = send(needed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            session.tag(log.atError()).setCause(e).log("Session {} could not be sent what waited for it", session.id());
            session.close(CloseReason.INTERNAL_ERROR);
        }
    }

    private synchronized boolean isWaiting() {
        return !waiting.isEmpty();
    }

    private synchronized boolean goOn() {
        pumping = !waiting.isEmpty();
        return pumping;
    }

    /** Sends a part in room that is reserved for it; returns the room that the next one needs. */
    private long send(long room) {
        synchronized (this) {
            Iterator<Waiting> next = waiting.values().iterator();
            if (!next.hasNext()) {
                outbox.release(room);
                return part;
            }
            Waiting first = next.next();
            long size = first.frame.largestSize();
            if (size > room) {
                outbox.release(room);
                return size;
            }
            List<MessageFrame> frames = new ArrayList<>();
            for (Waiting each = first; each != null; each = next.hasNext() ? next.next() : null) {
                if (each != first && (each.lostAfter != null || size + each.frame.largestSize() > room)) {
                    break;
                }
                size += each == first ? 0 : each.frame.largestSize();
                frames.add(each.frame);
                next.remove();
            }
            heldBytes.addAndGet(-size);
            if (first.lostAfter != null) {
                subscription.lost(first.lostAfter);
            }
            session.offerReserved(subscription.burst(new Run(frames, false)), room);
        }
        outbox.flush();
        return part;
    }

    /** The subscription has ended: what waits is forgotten, for no MESSAGE may follow the receipt of the end. */
    synchronized void close() {
        closed = true;
        for (Waiting each : waiting.values()) {
            heldBytes.addAndGet(-each.frame.largestSize());
            session.dropped(each.frame.event().destination(), session.isClosing() ? 1 : 0);
        }
        waiting.clear();
    }
}
