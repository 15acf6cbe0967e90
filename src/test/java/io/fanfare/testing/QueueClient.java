package io.fanfare.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A session that consumes from queues, over a real WebSocket. */
public final class QueueClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final StompTestClient stomp;

    public QueueClient(FanfareInstance instance) {
        this.stomp = StompTestClient.connect(instance.port()).patience(PATIENCE);
    }

    public StompTestClient stomp() {
        return stomp;
    }

    /** Subscribes, with the queue as the subscription's id, and waits for the receipt. */
    public QueueClient subscribe(String queue, String... headerLines) {
        stomp.subscribe(queue, queue, headerLines);
        return this;
    }

    /** The bodies of the next messages. */
    public List<String> take(int count) {
        return stomp.expectMessages(count).stream().map(Frame::text).toList();
    }

    /** The bodies of the next messages, each of which is acknowledged at once. */
    public List<String> takeAndAck(int count) {
        List<String> bodies = new ArrayList<>();
        while (bodies.size() < count) {
            Frame next = stomp.expect("MESSAGE");
            ack(next);
            bodies.add(next.text());
        }
        return bodies;
    }

    public void ack(Frame message) {
        stomp.send("ACK\nid:" + message.required("ack") + "\n\n\0");
    }

    /** Ends the session in good order: what was acknowledged is settled. */
    public void leave() {
        stomp.send("DISCONNECT\nreceipt:bye\n\n\0");
        stomp.expectReceipt("bye");
    }

    /** Cuts the socket. */
    public void cut() {
        stomp.abort();
    }

    @Override
    public void close() {
        stomp.close();
    }
}
