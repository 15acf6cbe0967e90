package io.fanfare.history;

import io.fanfare.event.Position;
import io.fanfare.fanout.AckWindow;
import io.fanfare.fanout.MessageFrame;
import io.fanfare.fanout.Subscription;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Outbox;
import io.fanfare.session.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one subscription up to what is live, part by part, as fast as its client reads. A part is read under the log's
 * lock and sent without it; with the last part the subscription joins the fan-out, under the same lock. The first is sent by
 * who subscribes, for it is mostly the only one; if more are needed, a virtual thread waits until there is room for each.
 *
 * <p>The monitor orders the parts, and what is sent before {@link #cancel}. It is taken before the log's lock.
 */
final class Replay {

    private static final Logger log = LoggerFactory.getLogger(Replay.class);

    private static final int EVENTS = 1_000;

    private final Replays replays;
    private final Subscription subscription;
    private final Outbox outbox;
    private final @Nullable AckWindow window;
    private final long usual;

    private final Reading reading;
    private long after;

    /** Of how many destinations it has to read, as it was counted. Guarded by the log's lock. */
    private int width;

    private boolean ended;

    /** @param after the offset behind which it is sent all; what is lost so far the client is told of otherwise */
    Replay(Replays replays, Subscription subscription, long after, Reading reading) {
        this.replays = replays;
        this.subscription = subscription;
        this.outbox = subscription.session().outbox();
        this.window = subscription.window();
        this.usual = outbox.part();
        this.after = after;
        this.reading = reading;
    }

    void begin() {
        boolean room = window == null || window.room() > 0;
        if (!room || !outbox.tryReserve(usual) || send(usual) != 0) {
            Thread.ofVirtual().name("fanfare-replay").start(this::run);
        }
    }

    /** Yields, for virtual threads are not preempted and publishers run on them too. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void run() {
        try {
            long needed = usual;
            while (needed != 0 && (window == null || window.awaitRoom()) && outbox.reserve(needed)) {
                needed = send(needed);
                Thread.yield();
            }
            cancel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
        } catch (RuntimeException | Error e) {
            Session session = subscription.session();
            session.tag(log.atError())
                    .addKeyValue("messaging.destination.name", subscription.patterns())
                    .setCause(e)
                    .log("Session {} could not be sent what it missed", session.id());
            session.close(CloseReason.INTERNAL_ERROR);
            cancel();
        }
    }

    /** Sends the next part; returns the room that the one behind it needs, 0 if it was the last. */
    private long send(long room) {
        synchronized (this) {
            if (ended) {
                outbox.release(room);
                return 0;
            }
            long needed = read(room);
            if (!ended) {
                return needed;
            }
        }
        replays.fanout.drain(subscription);
        return 0;
    }

    private long read(long room) {
        Part part;
        Position lost;
        replays.log.lock();
        try {
            part = reading.next(room, most());
            countWidth(reading.width());
            if (part.needed() > 0) {
                outbox.release(room);
                return part.needed();
            }
            lost = part.isLossy() ? replays.history.position(after) : null;
            subscription.hearing().lost(after, part.lostUpTo());
            after = part.upTo();
            if (!part.more()) {
                ended = true;
                replays.done(this, subscription);
                subscription.hearing().live(replays.history.newest());
                replays.fanout.add(subscription, () -> deliver(part, lost, room));
                return 0;
            }
        } finally {
            replays.log.unlock();
        }
        deliver(part, lost, room);
        return usual;
    }

    /** Under the log's lock. */
    void countWidth(int now) {
        replays.width += now - width;
        width = now;
    }

    private int most() {
        return window == null ? EVENTS : Math.min(EVENTS, window.room());
    }

    private void deliver(Part part, @Nullable Position lost, long room) {
        if (lost != null) {
            subscription.lost(lost);
            replays.listener.replayed(ReplayListener.Outcome.OVERTAKEN);
        }
        long now = System.nanoTime();
        List<MessageFrame> frames = part.events().stream()
                .map(stored -> replays.recent.of(stored, replays.history, now))
                .toList();
        subscription.replay(frames, room);
    }

    /** Ends it: nothing more is sent. False if it has ended already, or has become live. */
    synchronized boolean cancel() {
        if (ended) {
            return false;
        }
        ended = true;
        replays.log.lock();
        try {
            replays.done(this, subscription);
        } finally {
            replays.log.unlock();
        }
        return true;
    }
}
