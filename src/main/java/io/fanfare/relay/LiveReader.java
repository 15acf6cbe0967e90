package io.fanfare.relay;

import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes at the broker to what sessions of this instance subscribe to, once for each destination, and again on each new
 * connection. What nobody wants any more is kept for a while, for those who come back. Thread-safe.
 */
final class LiveReader implements UpstreamLink.Use {

    private static final long LINGER_NANOS = Duration.ofSeconds(5).toNanos();

    /** Takes what comes. */
    interface Target {

        void take(StompFrame message);

        /** Subscriptions were away, and are there again. */
        void restored();

        /** Blocks while there is no room for more. */
        void awaitRoom() throws IOException;
    }

    /** One subscription at the broker. */
    private static final class Interest {
        private final String id;
        private int users;
        private long unusedSince;
        private CompletableFuture<@Nullable Void> live = new CompletableFuture<>();

        Interest(String id) {
            this.id = id;
        }
    }

    private final Target target;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Interest> interests = new HashMap<>();
    private @Nullable UpstreamConnection connection;
    private boolean interrupted;
    private long ids;

    LiveReader(Target target) {
        this.target = target;
    }

    /** One more wants to hear what goes there; done when that is so. */
    CompletableFuture<@Nullable Void> add(String destination) {
        lock.lock();
        try {
            Interest interest = interests.get(destination);
            if (interest == null) {
                interest = new Interest(Long.toString(ids++));
                interests.put(destination, interest);
                if (connection != null) {
                    subscribe(connection, destination, interest);
                }
            }
            interest.users++;
            return interest.live;
        } finally {
            lock.unlock();
        }
    }

    /** One of those does not want to any more. */
    void remove(String destination) {
        lock.lock();
        try {
            Interest interest = interests.get(destination);
            if (interest != null && --interest.users == 0) {
                interest.unusedSince = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void subscribe(UpstreamConnection over, String destination, Interest interest) {
        over.send(
                StompCommand.SUBSCRIBE,
                StompHeaders.of("id", interest.id, "destination", destination, "ack", "auto", "receipt", interest.id));
    }

    @Override
    public void use(UpstreamConnection fresh) throws IOException {
        lock.lock();
        try {
            connection = fresh;
            interests.forEach((destination, interest) -> subscribe(fresh, destination, interest));
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            target.restored();
        }
        interrupted = true;
        try {
            fresh.read(new UpstreamConnection.Listener() {
                @Override
                public void frame(StompFrame frame) throws IOException {
                    if (frame.command() == StompCommand.RECEIPT) {
                        begun(frame.header("receipt-id"));
                    } else if (frame.command() == StompCommand.MESSAGE) {
                        target.take(frame);
                        target.awaitRoom();
                    }
                    sweep(fresh);
                }

                @Override
                public void idle() {
                    sweep(fresh);
                }
            });
        } finally {
            ended();
        }
    }

    private void begun(@Nullable String id) {
        List<Interest> all;
        lock.lock();
        try {
            all = List.copyOf(interests.values());
        } finally {
            lock.unlock();
        }
        all.stream().filter(interest -> interest.id.equals(id)).forEach(interest -> interest.live.complete(null));
    }

    private void ended() {
        lock.lock();
        try {
            connection = null;
            interests.values().stream()
                    .filter(interest -> interest.live.isDone())
                    .forEach(interest -> interest.live = new CompletableFuture<>());
        } finally {
            lock.unlock();
        }
    }

    private void sweep(UpstreamConnection open) {
        long now = System.nanoTime();
        lock.lock();
        try {
            List<String> unused = new ArrayList<>();
            interests.forEach((destination, interest) -> {
                if (interest.users == 0 && now - interest.unusedSince > LINGER_NANOS) {
                    unused.add(destination);
                    open.send(StompCommand.UNSUBSCRIBE, StompHeaders.of("id", interest.id));
                }
            });
            unused.forEach(interests::remove);
        } finally {
            lock.unlock();
        }
    }
}
