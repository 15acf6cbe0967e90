package io.fanfare.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.session.Burst;
import io.fanfare.session.Session;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;

/**
 * The messages of one subscription that its client has not acknowledged yet, and those held back until it has.
 *
 * <p>Thread-safe. What is held back counts against a limit of its own, as large as the outbox's; beyond it the session is a
 * slow consumer.
 */
public final class AckWindow {

    private record Unacknowledged(long number, String messageId) {}

    private final Session session;
    private final Head head;
    private final boolean cumulative;
    private final int prefetch;
    private final long heldLimit;
    private final String prefix;
    private final Deque<Unacknowledged> unacknowledged = new ArrayDeque<>();
    private final Deque<MessageFrame> held = new ArrayDeque<>();
    private long heldBytes;
    private long last;

    /**
     * @param number tells this subscription's acks from those of the session's others
     * @param prefetch how many may be unacknowledged at a time
     * @param heldLimit bytes that may be held back
     */
    AckWindow(Session session, Head head, AckMode mode, long number, int prefetch, long heldLimit) {
        this.session = session;
        this.head = head;
        this.cumulative = mode == AckMode.CLIENT;
        this.prefetch = prefetch;
        this.heldLimit = heldLimit;
        this.prefix = number + "-";
    }

    /** Queues an event for the session, now or when the client has acknowledged enough. Called in the log's order. */
    void offer(MessageFrame frame) {
        boolean full = false;
        synchronized (this) {
            if (held.isEmpty() && unacknowledged.size() < prefetch) {
                deliver(frame);
            } else if (heldBytes + frame.tail(head).length <= heldLimit) {
                held.add(frame);
                heldBytes += frame.tail(head).length;
            } else {
                full = true;
            }
        }
        if (full) {
            session.slow();
        }
    }

    private void deliver(MessageFrame frame) {
        long number = ++last;
        unacknowledged.add(new Unacknowledged(number, frame.position().toString()));
        byte[] ack = ("ack:" + prefix + number + "\n").getBytes(UTF_8);
        byte[] tail = frame.tail(head);
        int length = head.bytes.length + ack.length + tail.length;
        session.offer(new Burst.Builder(length)
                .message(frame.isText(head), length)
                .put(head.bytes)
                .put(ack)
                .put(tail)
                .build(1, frame.acceptedNanos()));
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
        return unacknowledged.stream()
                .filter(message -> message.messageId.equals(messageId))
                .mapToLong(Unacknowledged::number)
                .findFirst();
    }

    private synchronized OptionalLong known(long number) {
        return unacknowledged.stream()
                .mapToLong(Unacknowledged::number)
                .filter(n -> n == number)
                .findFirst();
    }

    /** Settles a message, with the mode {@code client} all before it too, and releases what was held; returns how many. */
    public int settle(long number) {
        int settled = 0;
        synchronized (this) {
            Iterator<Unacknowledged> oldest = unacknowledged.iterator();
            while (oldest.hasNext()) {
                long at = oldest.next().number;
                if (at > number) {
                    break;
                }
                if (cumulative || at == number) {
                    oldest.remove();
                    settled++;
                }
            }
            release();
        }
        session.outbox().flush();
        return settled;
    }

    private void release() {
        while (!held.isEmpty() && unacknowledged.size() < prefetch) {
            MessageFrame frame = held.remove();
            heldBytes -= frame.tail(head).length;
            deliver(frame);
        }
    }
}
