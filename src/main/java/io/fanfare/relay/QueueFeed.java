package io.fanfare.relay;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.AckWindow;
import io.fanfare.fanout.MessageFrame;
import io.fanfare.fanout.Subscription;
import io.fanfare.fanout.Verdict;
import io.fanfare.session.Outbox;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompHeaders;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One queue on its way to a session: what comes waits here until the client has acknowledged enough and its outbox has room. To
 * the broker each message is acknowledged by itself, when the client has done so, or with the ack mode {@code auto} when it was
 * written. Thread-safe.
 */
final class QueueFeed {

    /** Refusals with nothing between them, after which a queue is given up. */
    private static final int MOST_REFUSALS = 5;

    /** Where a message is to be acknowledged. */
    private record Origin(UpstreamConnection connection, String ack) {

        void settle(Verdict verdict) {
            StompHeaders headers = StompHeaders.of("id", ack);
            if (verdict == Verdict.REFUSED) {
                headers.add("requeue", "false");
            }
            connection.send(verdict == Verdict.TAKEN ? StompCommand.ACK : StompCommand.NACK, headers);
        }
    }

    private final String id;
    private final Subscription subscription;
    private final Destination queue;
    private final int prefetch;
    private final Runnable live;
    private final Outbox outbox;
    private final @Nullable AckWindow window;

    /** What the broker has sent and is not settled. */
    private final Map<Position, Origin> unsettled = new HashMap<>();

    /** What of that is not on its way to the client. */
    private final Deque<MessageFrame> waiting = new ArrayDeque<>();

    /** What was sent to the client and is acknowledged when it is written. Belongs to the feeder. */
    private final List<Position> sent = new ArrayList<>();

    private long waitingBytes;
    private @Nullable Thread feeder;
    private boolean confirmed;
    private int refusals;
    private boolean closed;

    /**
     * @param id what the subscription is called at the broker
     * @param live runs once, when the broker serves it
     */
    QueueFeed(String id, Subscription subscription, int prefetch, Runnable live) {
        this.id = id;
        this.subscription = subscription;
        this.queue = subscription.patterns().getFirst().destination();
        this.prefetch = prefetch;
        this.live = live;
        this.outbox = subscription.session().outbox();
        this.window = subscription.window();
        if (window != null) {
            window.tell(this::settle);
        }
    }

    String id() {
        return id;
    }

    Destination queue() {
        return queue;
    }

    boolean isOf(Subscription given) {
        return given.equals(subscription);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized int unsettled() {
        return unsettled.size();
    }

    /** Subscribes over a fresh connection; the RECEIPT has the same id. */
    synchronized void begin(UpstreamConnection connection, RelaySettings settings) {
        confirmed = false;
        connection.send(
                StompCommand.SUBSCRIBE,
                StompHeaders.of("id", id, "destination", settings.queues().upstream(queue), "receipt", id)
                        .add("ack", "client-individual")
                        .add("prefetch-count", Integer.toString(prefetch)));
    }

    /** The broker serves it. */
    synchronized void begun() {
        confirmed = true;
        refusals = 0;
        if (feeder == null && !closed) {
            live.run();
            feeder = Thread.ofVirtual().name("fanfare-queue-" + queue.name()).start(this::run);
        }
    }

    /** The broker has refused something; whether that is this one, and enough to give it up. */
    synchronized boolean refused() {
        return !closed && !confirmed && ++refusals >= MOST_REFUSALS;
    }

    /** Takes the next message; waits while too much does. Called by the connection's reader. */
    synchronized void offer(UpstreamConnection from, String ack, Event event, Position position)
            throws InterruptedException {
        while (!closed && waitingBytes > outbox.limit()) {
            wait();
        }
        if (!closed) {
            unsettled.put(position, new Origin(from, ack));
            waiting.add(new MessageFrame(event, position, System.nanoTime()));
            waitingBytes += MessageFrame.largestSize(event);
            notifyAll();
        }
    }

    /** The connection has ended: whatever is not settled goes to others, or comes again. */
    synchronized void lost() {
        unsettled.clear();
        waiting.clear();
        waitingBytes = 0;
        if (window != null) {
            window.forget();
        }
        notifyAll();
    }

    /** Ends it: no message comes any more. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (window != null) {
            window.close();
        }
        if (feeder == null) {
            live.run();
        } else {
            feeder.interrupt();
        }
        notifyAll();
    }

    private void run() {
        try {
            MessageFrame next = take();
            while (next != null && feed(next) && settleWritten()) {
                next = take();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private synchronized @Nullable MessageFrame take() throws InterruptedException {
        while (!closed && waiting.isEmpty()) {
            wait();
        }
        if (closed) {
            return null;
        }
        MessageFrame next = waiting.remove();
        waitingBytes -= MessageFrame.largestSize(next.event());
        notifyAll();
        return next;
    }

    /** Sends a message as soon as there is room for it; false if there will be none. */
    private boolean feed(MessageFrame next) throws InterruptedException {
        if (window != null && !window.awaitRoom()) {
            return false;
        }
        int room = MessageFrame.largestSize(next.event());
        if (!outbox.reserve(room)) {
            return false;
        }
        send(next, room);
        return true;
    }

    private synchronized void send(MessageFrame next, long room) {
        if (closed || !unsettled.containsKey(next.position())) {
            outbox.release(room);
            return;
        }
        subscription.replay(List.of(next), room);
        if (window == null) {
            sent.add(next.position());
        }
    }

    /** Acknowledges what needs no acknowledgement of the client; false if the session ends first. */
    private boolean settleWritten() throws InterruptedException {
        if (sent.isEmpty() || (hasMore() && 2 * sent.size() < prefetch)) {
            return true;
        }
        if (!outbox.awaitWritten()) {
            return false;
        }
        sent.forEach(position -> settle(position, Verdict.TAKEN));
        sent.clear();
        return true;
    }

    private synchronized boolean hasMore() {
        return !waiting.isEmpty();
    }

    private void settle(Position position, Verdict verdict) {
        Origin origin;
        synchronized (this) {
            origin = unsettled.remove(position);
        }
        if (origin != null) {
            origin.settle(verdict);
        }
    }
}
