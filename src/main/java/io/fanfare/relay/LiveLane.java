package io.fanfare.relay;

import io.fanfare.broker.Submission;
import io.fanfare.broker.UnavailableException;
import io.fanfare.event.Event;
import io.fanfare.relay.LogMessage.Token;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompEncoder;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompHeaders;
import io.fanfare.stomp.StompVersion;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to the broker and keeps each until the broker has taken it; what it had not when the connection ended is sent
 * again. Thread-safe.
 */
final class LiveLane implements UpstreamLink.Use {

    private static final int MOST = Tokens.REMEMBERED / 4;

    /** What the broker has not taken yet. */
    private record Pending(byte[] frame, CompletableFuture<@Nullable Void> taken) {}

    private final long instance;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable UpstreamConnection connection;
    private long numbers;

    LiveLane(long instance) {
        this.instance = instance;
    }

    /** Bytes that the broker has not taken yet. */
    long bytes() {
        UpstreamConnection open = connection;
        return Math.max(bytes.get(), open == null ? 0 : open.waitingBytes());
    }

    /** Sends one event; done when the broker has taken it. */
    CompletableFuture<@Nullable Void> send(Event event, String scope) {
        lock.lock();
        try {
            if (pending.size() > MOST) {
                throw new UnavailableException("Too many events are on their way to the broker: try again later.");
            }
            Token token = new Token(instance, numbers++);
            String receipt = Long.toString(token.number());
            Submission one = Submission.ofLog(scope, List.of(event), null);
            StompHeaders headers = StompHeaders.of(
                    "destination",
                    UpstreamName.of(event.destination()),
                    "content-type",
                    LogCodec.CONTENT_TYPE,
                    "receipt",
                    receipt);
            byte[] body = LogCodec.encode(new LogMessage.Handed(token, one));
            byte[] frame = StompEncoder.encode(StompCommand.SEND, StompVersion.V1_2, headers, body);
            Pending sending = new Pending(frame, new CompletableFuture<>());
            pending.put(receipt, sending);
            bytes.addAndGet(frame.length);
            UpstreamConnection open = connection;
            if (open != null) {
                open.send(frame);
            }
            return sending.taken;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits for these any more. */
    void abandon(List<CompletableFuture<@Nullable Void>> given) {
        given.forEach(each -> each.cancel(false));
        lock.lock();
        try {
            pending.values().removeIf(each -> {
                boolean abandoned = each.taken.isCancelled();
                bytes.addAndGet(abandoned ? -each.frame.length : 0);
                return abandoned;
            });
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Pending remove(String receipt) {
        lock.lock();
        try {
            Pending gone = pending.remove(receipt);
            bytes.addAndGet(gone == null ? 0 : -gone.frame.length);
            return gone;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void use(UpstreamConnection fresh) throws IOException {
        lock.lock();
        try {
            connection = fresh;
            pending.values().forEach(each -> fresh.send(each.frame));
        } finally {
            lock.unlock();
        }
        try {
            fresh.read(this::frame);
        } finally {
            connection = null;
        }
    }

    private void frame(StompFrame frame) {
        String receipt = frame.header("receipt-id");
        Pending taken = receipt == null ? null : remove(receipt);
        if (taken != null) {
            taken.taken.complete(null);
        }
    }
}
