package io.fanfare.session;

import io.fanfare.stomp.HeartBeat;
import io.fanfare.stomp.StompVersion;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One connected client. Any thread may send to it and close it; the first close counts, and from then on nothing more is
 * taken. Its end, of which the transport tells it, is told once to the {@link SessionListener}.
 */
public final class Session implements Outbox.Owner {

    private static final Burst BEAT = Burst.of("\n");
    private static final Burst PING = Burst.ping();

    /** A retrying client waits at most this long, so that not all come back at the same moment. */
    private static final int LONGEST_RETRY_MILLIS = 5_000;

    /** Why it closes, and since when by {@link System#nanoTime}. */
    private record Closing(CloseReason reason, long since) {}

    private final String id;
    private final Connection connection;
    private final Outbox outbox;
    private final Pulse pulse;
    private final SessionListener listener;
    private final Instant opened;
    private final long openedNanos;
    private final long closeGraceNanos;
    private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final AtomicLong heldBytes = new AtomicLong();
    private volatile boolean ended;
    private volatile @Nullable String user;
    private volatile StompVersion version = StompVersion.V1_0;
    private volatile @Nullable LongConsumer watcher;
    private volatile long delivered;

    private final int number;
    private @Nullable Object mark;
    private @Nullable Object touch;

    Session(
            String id,
            int number,
            Connection connection,
            SessionSettings settings,
            SessionListener listener,
            Instant opened) {
        this.id = id;
        this.number = number;
        this.connection = connection;
        this.outbox = new Outbox(connection, this, settings.outboxLimit().toBytes());
        this.listener = listener;
        this.opened = opened;
        this.openedNanos = System.nanoTime();
        this.closeGraceNanos = settings.closeGrace().toNanos();
        this.pulse = new Pulse(openedNanos);
    }

    /** 128 random bits; a name, no credential. */
    public String id() {
        return id;
    }

    public Connection connection() {
        return connection;
    }

    public Outbox outbox() {
        return outbox;
    }

    public Instant opened() {
        return opened;
    }

    /** {@link System#nanoTime} at its opening. */
    public long openedNanos() {
        return openedNanos;
    }

    /** Who is connected; null before CONNECT and for anonymous clients. */
    public @Nullable String user() {
        return user;
    }

    /** The STOMP version agreed on; 1.0 before CONNECT. */
    public StompVersion version() {
        return version;
    }

    /** How many subscriptions it has. */
    public AtomicInteger subscriptions() {
        return subscriptions;
    }

    /** Bytes of events that wait for the client's acknowledgements of others. */
    public AtomicLong heldBytes() {
        return heldBytes;
    }

    /** Events given to the kernel for it. */
    public long delivered() {
        return delivered;
    }

    /** STOMP is agreed on, and the client is known. Called once, before anything is delivered. */
    public void connected(StompVersion version, @Nullable String user) {
        this.version = version;
        this.user = user;
    }

    /** Which of {@code shards} shards of the fan-out it belongs to; always the same for the same number. */
    public int shard(int shards) {
        return number % shards;
    }

    /** Whether it was not marked with this very object before. Guarded by the log's lock. */
    @SuppressWarnings("ReferenceEquality")
    public boolean mark(Object with) {
        boolean fresh = mark != with;
        mark = with;
        return fresh;
    }

    /** Whether it was not touched with this very object before. Called by whoever drains its shard. */
    @SuppressWarnings("ReferenceEquality")
    public boolean touch(Object with) {
        boolean fresh = touch != with;
        touch = with;
        return fresh;
    }

    /**
     * Begins the heart-beats of both directions, in milliseconds, 0 for none. A client that promised none is sent pings
     * every {@code pingMillis}, if its transport answers them. One that is silent for two and a half intervals is gone.
     */
    public void beat(HeartBeat agreed, long pingMillis) {
        pulse.start(agreed, connection.answersPings() ? pingMillis : 0, System.nanoTime());
    }

    /** Something, whatever it was, came from the client. */
    public void heard() {
        pulse.heard();
    }

    /** Calls {@code watcher} at each visit of the ticker, with the time in nanoseconds. */
    public void watch(LongConsumer watcher) {
        this.watcher = watcher;
    }

    /** Queues and writes a burst; a session whose outbox is full is closed as a slow consumer. */
    public void send(Burst burst) {
        settle(outbox.send(burst), burst);
    }

    /** Queues a burst, to be written at the next {@link Outbox#flush}. */
    public void offer(Burst burst) {
        settle(outbox.offer(burst), burst);
    }

    private void settle(Outbox.Offer offer, Burst burst) {
        if (offer == Outbox.Offer.FULL) {
            dropped(burst.messages());
            slow(
                    "The client reads more slowly than it is sent to: fanfare.session.outbox-limit is reached. Read faster,"
                            + " or subscribe to less.");
        } else if (offer == Outbox.Offer.CLOSED) {
            dropped(burst.messages());
        }
    }

    /** Closes it as a slow consumer, for a reason that the ERROR says: what waits is dropped and counted. */
    public void slow(String why) {
        if (begin(CloseReason.SLOW_CONSUMER)) {
            dropped(outbox.clear());
            outbox.finish(ErrorFrames.of(CloseReason.SLOW_CONSUMER, why));
        }
    }

    /** Closes it without an ERROR frame. */
    public void close(CloseReason reason) {
        close(reason, null);
    }

    /**
     * Ends the session: what waits is written, then {@code error} where the reason has one, then the close frame. A peer
     * that does not answer in time is cut off.
     */
    public void close(CloseReason reason, @Nullable Burst error) {
        if (begin(reason)) {
            outbox.finish(reason.hasErrorFrame() ? error : null);
        }
    }

    private boolean begin(CloseReason reason) {
        return closing.compareAndSet(null, new Closing(reason, System.nanoTime()));
    }

    public boolean isClosing() {
        return closing.get() != null;
    }

    /** Whether the transport has ended. */
    public boolean isEnded() {
        return ended;
    }

    @Override
    public void written(Burst burst) {
        if (!burst.isControl()) {
            pulse.wrote();
        }
        if (burst.messages() > 0) {
            count(burst.messages());
            listener.written(burst);
        }
    }

    // One write is in flight at a time, so there is one writer.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void count(int messages) {
        delivered += messages;
    }

    @Override
    public void failed(Throwable failure, long events) {
        dropped(events);
        connection.abort();
    }

    @Override
    public void finished() {
        Closing begun = closing.get();
        if (begun != null) {
            CloseReason reason = begun.reason;
            connection.close(
                    reason.code(), reason.text(ThreadLocalRandom.current().nextInt(LONGEST_RETRY_MILLIS)));
        }
    }

    private void dropped(long events) {
        if (events > 0) {
            listener.dropped(events);
        }
    }

    /** The transport has ended, for {@code reason} unless this side closed it first. Returns the reason that counts. */
    CloseReason end(CloseReason reason) {
        begin(reason);
        ended = true;
        dropped(outbox.discard());
        Closing first = closing.get();
        return first == null ? reason : first.reason;
    }

    /** Looks after its times. Called by the ticker, {@code period} nanoseconds after the last visit. */
    void visit(long now, long period) {
        Closing begun = closing.get();
        if (begun != null) {
            if (now - begun.since > closeGraceNanos) {
                connection.abort();
            }
            return;
        }
        LongConsumer watching = watcher;
        if (watching != null) {
            watching.accept(now);
        }
        switch (pulse.visit(now, period)) {
            case BEAT -> beat();
            case PING -> outbox.send(PING);
            case LOST -> lost(now);
            case NOTHING -> {
                // until the next visit
            }
        }
    }

    private void beat() {
        if (outbox.bytes() == 0) {
            outbox.send(BEAT);
        }
    }

    private void lost(long now) {
        close(
                CloseReason.HEARTBEAT_LOST,
                ErrorFrames.of(
                        CloseReason.HEARTBEAT_LOST,
                        "Nothing was heard from the client for " + pulse.silentMillis(now) + " ms."));
    }
}
