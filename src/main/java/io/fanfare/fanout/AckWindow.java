package io.fanfare.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.event.Position;
import io.fanfare.session.Burst;
import io.fanfare.session.Session;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one subscription that its client has not acknowledged yet, and those held back until it has.
 *
 * <p>Thread-safe. What all windows of a session hold back counts against a limit of its own, as large as the outbox's;
 * beyond it the session is a slow consumer.
 */
public final class AckWindow {

    /** Told what the client says of each message, in the order of the messages; not under the window's lock. */
    @FunctionalInterface
    public interface Settlement {
        void settled(Position message, Verdict verdict);
    }

    private final Session session;
    private final Head head;
    private final boolean cumulative;
    private final int prefetch;
    private final long heldLimit;
    private final String prefix;
    private final AtomicLong heldBytes;

    /** Positions by number, ascending. */
    private final Map<Long, Position> unacknowledged = new LinkedHashMap<>();

    private final Deque<MessageFrame> held = new ArrayDeque<>();
    private long last;
    private @Nullable Position lostAfter;
    private boolean closed;
    private long forgotten;
    private Settlement settlement = (_, _) -> {};

    /**
     * @param number tells this subscription's acks from those of the session's others
     * @param prefetch how many may be unacknowledged at a time
     * @param heldLimit bytes that may be held back for the whole session
     */
    AckWindow(Session session, Head head, AckMode mode, long number, int prefetch, long heldLimit) {
        this.session = session;
        this.head = head;
        this.cumulative = mode == AckMode.CLIENT;
        this.prefetch = prefetch;
        this.heldLimit = heldLimit;
        this.prefix = number + "-";
        this.heldBytes = session.heldBytes();
    }

    /** From now on all that is settled is told there. */
    public synchronized void tell(Settlement to) {
        settlement = to;
    }

    /** Queues an event for the session, now or when the client has acknowledged enough. Called in the log's order. */
    void offer(MessageFrame frame) {
        boolean full = false;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (room() > 0) {
                deliver(frame);
            } else {
                held.add(frame);
                full = heldBytes.addAndGet(frame.tail(head).length) > heldLimit;
            }
        }
        if (full) {
            session.slow("The client does not acknowledge what it is sent, and " + heldLimit
                    + " bytes are held back until it does (fanfare.session.outbox-limit). Acknowledge sooner, or ask for a"
                    + " larger prefetch-count.");
        }
    }

    /** How many messages could be delivered now. */
    public synchronized int room() {
        return held.isEmpty() ? prefetch - unacknowledged.size() : 0;
    }

    /** Waits until a message can be delivered; false if the subscription has ended. Blocks: not for threads that others need. */
    public synchronized boolean awaitRoom() throws InterruptedException {
        while (!closed && room() == 0) {
            wait();
        }
        return !closed;
    }

    /** Something behind this position was lost: the next MESSAGE says so. */
    synchronized void lost(Position after) {
        lostAfter = lostAfter == null ? after : lostAfter;
    }

    /** Delivers events for which there is room here, and in the outbox, where it was reserved for them. */
    synchronized void replay(List<MessageFrame> frames, long reserved) {
        long left = reserved;
        for (MessageFrame frame : frames) {
            if (!closed) {
                long part = Math.min(left, frame.largestSize());
                session.offerReserved(encode(frame), part);
                left -= part;
            }
        }
        session.outbox().release(left);
    }

    private void deliver(MessageFrame frame) {
        session.offer(encode(frame));
    }

    private Burst encode(MessageFrame frame) {
        long number = ++last;
        unacknowledged.put(number, frame.position());
        Head head = lostAfter == null ? this.head : this.head.after(lostAfter);
        lostAfter = null;
        byte[] ack = ("ack:" + prefix + number + "\n").getBytes(UTF_8);
        byte[] tail = frame.tail(head);
        int length = head.bytes.length + ack.length + tail.length;
        return new Burst.Builder(length)
                .message(frame.isText(head), length)
                .put(head.bytes)
                .put(ack)
                .put(tail)
                .build(1, frame.acceptedNanos(), -1, frame.event().destination(), frame.trace());
    }

    /** The number in an ack id of this subscription; empty if it is not one of its own. */
    public OptionalLong number(String ackId) {
        if (!ackId.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        try {
            return known(Long.parseLong(ackId, prefix.length(), ackId.length(), 10));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The number of the message with this {@code message-id}, by which STOMP 1.0 and 1.1 acknowledge; empty if unknown. */
    public synchronized OptionalLong numberOf(String messageId) {
        Position position = position(messageId);
        OptionalLong number = unacknowledged.entrySet().stream()
                .filter(message -> message.getValue().equals(position))
                .mapToLong(Map.Entry::getKey)
                .findFirst();
        boolean settlesNothing = number.isEmpty() && position != null && forgotten > 0;
        return settlesNothing ? OptionalLong.of(forgotten) : number;
    }

    private static @Nullable Position position(String messageId) {
        try {
            return Position.parse(messageId);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private synchronized OptionalLong known(long number) {
        boolean known = unacknowledged.containsKey(number) || (number > 0 && number <= forgotten);
        return known ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /** Settles a message, with the mode {@code client} all before it too, and releases what was held; returns how many. */
    public int settle(long number, Verdict verdict) {
        List<Position> settled;
        Settlement told;
        synchronized (this) {
            settled = remove(number);
            told = settlement;
            release();
            notifyAll();
        }
        settled.forEach(position -> told.settled(position, verdict));
        session.outbox().flush();
        return settled.size();
    }

    private List<Position> remove(long number) {
        if (!cumulative) {
            Position removed = unacknowledged.remove(number);
            return removed == null ? List.of() : List.of(removed);
        }
        List<Position> removed = new ArrayList<>();
        Iterator<Map.Entry<Long, Position>> oldest = unacknowledged.entrySet().iterator();
        Map.Entry<Long, Position> next = oldest.hasNext() ? oldest.next() : null;
        while (next != null && next.getKey() <= number) {
            removed.add(next.getValue());
            oldest.remove();
            next = oldest.hasNext() ? oldest.next() : null;
        }
        return removed;
    }

    private void release() {
        while (!held.isEmpty() && unacknowledged.size() < prefetch) {
            MessageFrame frame = held.remove();
            heldBytes.addAndGet(-frame.tail(head).length);
            deliver(frame);
        }
    }

    /** What was delivered is no longer the client's: what it still acknowledges of that is known and settles nothing. */
    public synchronized void forget() {
        forgotten = last;
        unacknowledged.clear();
        notifyAll();
    }

    /** The subscription has ended: what is held is forgotten too, for no MESSAGE may follow the receipt of the end. */
    public synchronized void close() {
        closed = true;
        forget();
        for (MessageFrame frame : held) {
            heldBytes.addAndGet(-frame.tail(head).length);
            session.dropped(frame.event().destination(), session.isClosing() ? 1 : 0);
        }
        held.clear();
    }
}
