package io.fanfare.relay;

import io.fanfare.broker.Publication;
import io.fanfare.broker.Submission;
import io.fanfare.broker.UnavailableException;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is published to the stream, over one connection, and keeps it until it was read back. The connection carries
 * things in their order: when something is read back that was sent later, what is missing was lost, and is sent again; so is
 * everything when the connection was made anew. Thread-safe.
 */
final class PublishLane implements UpstreamLink.Use {

    /** After so long without news a mark is sent, which tells whether the last things were lost. */
    private static final long QUIET_NANOS = 1_000_000_000;

    /** What was not read back yet. */
    static final class Pending {
        private final Token token;
        private final byte[] frame;
        private final CompletableFuture<List<Publication>> answer = new CompletableFuture<>();
        private long sent;
        private boolean everSent;

        Pending(Token token, byte[] frame) {
            this.token = token;
            this.frame = frame;
        }

        CompletableFuture<List<Publication>> answer() {
            return answer;
        }
    }

    private final long instance;
    private final String destination;
    private final ReentrantLock lock = new ReentrantLock();

    /** In the order of sending. */
    private final Map<Long, Pending> pending = new LinkedHashMap<>();

    private volatile @Nullable UpstreamConnection connection;
    private long numbers;
    private long sendings;
    private long lastNews;
    private @Nullable Pending mark;
    private final AtomicLong bytes = new AtomicLong();

    /** @param instance tells the tokens of this instance from those of all others */
    PublishLane(long instance, String stream) {
        this.instance = instance;
        this.destination = "/amq/queue/" + stream;
    }

    boolean isOwn(Token token) {
        return token.instance() == instance;
    }

    /** Bytes that were not read back yet, or wait to be written, though nobody waits for them any more. */
    long bytes() {
        UpstreamConnection open = connection;
        return Math.max(bytes.get(), open == null ? 0 : open.waitingBytes());
    }

    /**
     * Sends it, as soon as there is a connection.
     *
     * @throws UnavailableException if something sent long ago is still not read back
     */
    Pending send(Submission submission) {
        Token token = reserve();
        Pending sending = new Pending(token, frame(new LogMessage.Handed(token, submission)));
        lock.lock();
        try {
            if (pending.isEmpty()) {
                lastNews = System.nanoTime();
            }
            pending.put(token.number(), sending);
            bytes.addAndGet(sending.frame.length);
            send(sending);
        } finally {
            lock.unlock();
        }
        return sending;
    }

    private Token reserve() {
        lock.lock();
        try {
            if (pending.size() > Tokens.REMEMBERED / 4 || numbers - oldest() > Tokens.REMEMBERED / 2) {
                throw new UnavailableException("Too many events are on their way to the broker: try again later.");
            }
            return new Token(instance, numbers++);
        } finally {
            lock.unlock();
        }
    }

    private long oldest() {
        return pending.isEmpty()
                ? numbers
                : pending.values().iterator().next().token.number();
    }

    private void send(Pending sending) {
        UpstreamConnection open = connection;
        if (open != null) {
            sending.sent = sendings++;
            sending.everSent = true;
            open.send(sending.frame);
        }
    }

    /** Sends what is for the log itself; it is not sent again. */
    Token send(UpstreamConnection over, Function<Token, LogMessage> message) {
        Token token;
        lock.lock();
        try {
            token = new Token(instance, numbers++);
        } finally {
            lock.unlock();
        }
        over.send(frame(message.apply(token)));
        return token;
    }

    /** Sends what says nothing, if there is a connection. */
    void mark() {
        UpstreamConnection open = connection;
        if (open != null) {
            send(open, LogMessage.Mark::new);
        }
    }

    private byte[] frame(LogMessage message) {
        StompHeaders headers = StompHeaders.of("destination", destination, "content-type", LogCodec.CONTENT_TYPE);
        return StompEncoder.encode(StompCommand.SEND, StompVersion.V1_2, headers, LogCodec.encode(message));
    }

    /** Nobody waits for it any more; whether it was sent. */
    boolean abandon(Pending given) {
        lock.lock();
        try {
            remove(given.token.number());
            return given.everSent;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Pending remove(long number) {
        Pending removed = pending.remove(number);
        if (removed != null) {
            bytes.addAndGet(-removed.frame.length);
        }
        return removed;
    }

    /** It was read back; returns who waits for it. */
    @Nullable
    Pending arrived(Token token) {
        if (!isOwn(token)) {
            return null;
        }
        lock.lock();
        try {
            lastNews = System.nanoTime();
            Pending arrived = remove(token.number());
            if (arrived != null) {
                resendBefore(arrived.sent);
            }
            return arrived;
        } finally {
            lock.unlock();
        }
    }

    private void resendBefore(long sent) {
        if (pending.isEmpty() || pending.values().iterator().next().sent > sent) {
            return;
        }
        List<Pending> lost = pending.values().stream()
                .filter(each -> each.everSent && each.sent < sent)
                .toList();
        lost.forEach(each -> {
            pending.remove(each.token.number());
            pending.put(each.token.number(), each);
            send(each);
        });
    }

    @Override
    public void use(UpstreamConnection fresh) throws IOException {
        lock.lock();
        try {
            connection = fresh;
            lastNews = System.nanoTime();
            pending.values().forEach(this::send);
        } finally {
            lock.unlock();
        }
        try {
            fresh.read(new UpstreamConnection.Listener() {
                @Override
                public void frame(StompFrame frame) {
                    // a sender is told nothing but errors
                }

                @Override
                public void idle() {
                    askForNews(fresh);
                }
            });
        } finally {
            lock.lock();
            try {
                connection = null;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Sends a mark, or the one again that did not come back: behind it all that was lost shows. */
    private void askForNews(UpstreamConnection open) {
        lock.lock();
        try {
            if (pending.isEmpty() || System.nanoTime() - lastNews < QUIET_NANOS || open.waitingBytes() > 0) {
                return;
            }
            lastNews = System.nanoTime();
            Pending asking = mark == null ? null : remove(mark.token.number());
            if (asking == null) {
                Token token = new Token(instance, numbers++);
                asking = new Pending(token, frame(new LogMessage.Mark(token)));
            }
            mark = asking;
            pending.put(asking.token.number(), asking);
            bytes.addAndGet(asking.frame.length);
            send(asking);
        } finally {
            lock.unlock();
        }
    }
}
