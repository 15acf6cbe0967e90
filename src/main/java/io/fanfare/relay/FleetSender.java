package io.fanfare.relay;

import io.fanfare.broker.Fleet;
import io.fanfare.relay.FleetMessage.Kind;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompEncoder;
import io.fanfare.stomp.StompHeaders;
import io.fanfare.stomp.StompVersion;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Numbers what an instance tells the others, and sends it in that order while there is a connection. Thread-safe. */
final class FleetSender {

    private static final byte[] NOTHING = {};

    /** What waits to be written, at most; the rest is lost, and asked for. */
    private static final long MOST_WAITING_BYTES = 32 << 20;

    private final long instance;
    private final String destination;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable UpstreamConnection connection;
    private long number;

    FleetSender(long instance, String destination) {
        this.instance = instance;
        this.destination = destination;
    }

    /** Sends over this from now on; null for nowhere. */
    void over(@Nullable UpstreamConnection open) {
        connection = open;
    }

    boolean isConnected() {
        return connection != null;
    }

    void send(Kind kind) {
        send(kind, null, NOTHING);
    }

    void send(Kind kind, Fleet.@Nullable Subject subject, byte[] body) {
        lock.lock();
        try {
            boolean counted = kind == Kind.TOLD || kind == Kind.BEGIN || kind == Kind.END;
            number += counted ? 1 : 0;
            UpstreamConnection open = connection;
            if (open != null && open.waitingBytes() + body.length < MOST_WAITING_BYTES) {
                StompHeaders headers =
                        StompHeaders.of("destination", destination, "content-type", FleetMessage.CONTENT_TYPE);
                byte[] bytes = new FleetMessage(kind, instance, number, subject, body).encode();
                open.send(StompEncoder.encode(StompCommand.SEND, StompVersion.V1_2, headers, bytes));
            }
        } finally {
            lock.unlock();
        }
    }
}
