package io.fanfare.session;

import static java.util.Objects.requireNonNull;

import io.fanfare.event.Destination;
import io.fanfare.security.Identity;
import io.fanfare.security.Lifetimes;
import io.fanfare.stomp.StompVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One connected client. Any thread may send to it and close it; the first close counts, and from then on nothing more is
 * taken. Its end, of which the transport tells it, is told once to the {@link SessionListener}.
 */
public final class Session implements Outbox.Owner {

    /** A retrying client waits at most this long, so that not all come back at the same moment. */
    private static final int LONGEST_RETRY_MILLIS = 5_000;

    /**
     * What the client is told of why it is closed.
     *
     * @param destination what it is about, if it is about one
     */
    record Told(String why, @Nullable String destination) {}

    /** Why it closes, since when by {@link System#nanoTime}, and after how long its client may come back. */
    private record Closing(
            CloseReason reason,
            long since,
            long retryMillis,
            @Nullable Told told) {}

    private final String id;
    private final Connection connection;
    private final Outbox outbox;
    private final Vitals vitals;
    private final Life life;
    private final SessionListener listener;
    private final Instant opened;
    private final long openedNanos;
    private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final AtomicLong heldBytes = new AtomicLong();
    private volatile boolean ended;
    private volatile Identity identity = Identity.UNKNOWN;
    private volatile StompVersion version = StompVersion.V1_0;
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
            Lifetimes lifetimes,
            InstantSource clock) {
        this.id = id;
        this.number = number;
        this.connection = connection;
        this.outbox = new Outbox(connection, this, settings.outboxLimit().toBytes());
        this.listener = listener;
        this.opened = clock.instant();
        this.life = new Life(id, opened, clock);
        this.openedNanos = System.nanoTime();
        this.vitals = new Vitals(this, settings.closeGrace().toNanos(), lifetimes);
    }

    /** Adds to a line of the log whose it is, as fields of their own. */
    public LoggingEventBuilder tag(LoggingEventBuilder line) {
        String user = user();
        LoggingEventBuilder tagged =
                line.addKeyValue("session.id", id).addKeyValue("transport", connection.transport());
        return user == null ? tagged : tagged.addKeyValue("user.name", user);
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

    /** What is remembered of it beyond its end. */
    public Life life() {
        return life;
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
        return identity.user();
    }

    /** Who that is, and what it may do; nobody before CONNECT. */
    public Identity identity() {
        return identity;
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
    public void connected(StompVersion version, Identity identity) {
        this.version = version;
        this.identity = identity;
        life.connected(identity.user());
    }

    /** The client has shown another credential of the same caller. */
    public void renewed(Identity identity) {
        this.identity = identity;
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

    /** Its heart-beats and deadlines, and when it must be given up. */
    public Vitals vitals() {
        return vitals;
    }

    /** Queues and writes a burst; a session whose outbox is full is closed as a slow consumer. */
    public void send(Burst burst) {
        settle(outbox.send(burst), burst);
    }

    /** Queues a burst, to be written at the next {@link Outbox#flush}. */
    public void offer(Burst burst) {
        settle(outbox.offer(burst), burst);
    }

    /**
     * Queues a burst, to be written at the next {@link Outbox#flush}, or what waits before it at once, if there is no room: a
     * client is not slow because more was queued for it than was tried to be written. No lock may be held.
     */
    public void offerOrFlush(Burst burst) {
        Outbox.Offer offer = outbox.offer(burst);
        if (offer == Outbox.Offer.FULL) {
            outbox.flush();
            offer = outbox.offer(burst);
        }
        settle(offer, burst);
    }

    /** Queues a burst for which room was reserved in the outbox, to be written at the next {@link Outbox#flush}. */
    public void offerReserved(Burst burst, long room) {
        settle(outbox.offerReserved(burst, room), burst);
    }

    private void settle(Outbox.Offer offer, Burst burst) {
        if (offer == Outbox.Offer.FULL) {
            skipped(SlowConsumer.DISCONNECT, List.of(burst));
            slow("The client reads more slowly than it is sent to: fanfare.session.outbox-limit is reached. Read"
                    + " faster, or subscribe to less.");
        } else if (offer == Outbox.Offer.CLOSED) {
            dropped(burst.destination(), burst.messages());
        }
    }

    /** Closes it as a slow consumer, for a reason that the ERROR says: what waits is dropped and counted. */
    public void slow(String why) {
        if (begin(CloseReason.SLOW_CONSUMER, new Told(why, null))) {
            skipped(SlowConsumer.DISCONNECT, outbox.clear());
            outbox.finish(error(CloseReason.SLOW_CONSUMER, why));
        }
    }

    /** Closes it with an ERROR that says {@code message}. */
    public void fail(CloseReason reason, String message) {
        refuse(reason, message, null, error(reason, message));
    }

    private Burst error(CloseReason reason, String message) {
        return switch (connection.form()) {
            case FRAMES, TEXT_FRAMES -> ErrorFrames.of(reason, message, null, version);
            case EVENT_STREAM -> EventStream.error(reason, message);
        };
    }

    /** Closes it without an ERROR frame. */
    public void close(CloseReason reason) {
        close(reason, null);
    }

    /** Ends it because this instance stops: what waits is written, then the client is told when to come back. */
    public void restart(long retryMillis) {
        if (begin(CloseReason.RESTART, retryMillis, null)) {
            outbox.finish(null);
        }
    }

    /**
     * Ends the session: what waits is written, then {@code error} where the reason has one, then the close frame. A peer
     * that does not answer in time is cut off.
     */
    public void close(CloseReason reason, @Nullable Burst error) {
        end(reason, null, error);
    }

    /**
     * Ends it as {@link #close} does, and remembers for the log what the client is told.
     *
     * @param destination what it is about, if it is about one
     */
    public void refuse(CloseReason reason, String why, @Nullable String destination, Burst error) {
        end(reason, new Told(why, destination), error);
    }

    private void end(CloseReason reason, @Nullable Told told, @Nullable Burst error) {
        if (begin(reason, told)) {
            outbox.finish(reason.hasErrorFrame() ? error : null);
        }
    }

    /**
     * The client has begun to close: it is sent nothing more, and what waits is dropped and counted. If the connection has not
     * ended after the grace, it is cut off.
     */
    public void peerClosed(CloseReason reason) {
        if (begin(reason, null)) {
            dropped(outbox.discard());
        }
    }

    private boolean begin(CloseReason reason, @Nullable Told told) {
        return begin(reason, ThreadLocalRandom.current().nextInt(LONGEST_RETRY_MILLIS), told);
    }

    private boolean begin(CloseReason reason, long retryMillis, @Nullable Told told) {
        return closing.compareAndSet(null, new Closing(reason, System.nanoTime(), retryMillis, told));
    }

    /** What its client was told of why it was closed; null if nothing. */
    @Nullable
    Told told() {
        Closing begun = closing.get();
        return begun == null ? null : begun.told;
    }

    public boolean isClosing() {
        return closing.get() != null;
    }

    /** {@link System#nanoTime} at which closing began. Only while {@link #isClosing}. */
    long closingSince() {
        return requireNonNull(closing.get()).since;
    }

    /** Whether the transport has ended. */
    public boolean isEnded() {
        return ended;
    }

    @Override
    public void written(Burst burst) {
        if (!burst.isControl()) {
            vitals.wrote();
        }
        if (burst.messages() > 0) {
            count(burst.messages());
            if (burst.newest() >= 0) {
                life.wrote(burst.newest());
            }
            listener.written(burst);
        }
    }

    // One write is in flight at a time, so there is one writer.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void count(int messages) {
        delivered += messages;
    }

    @Override
    public void failed(Throwable failure, List<Burst> lost) {
        dropped(lost);
        connection.abort();
    }

    @Override
    public void finished() {
        Closing begun = closing.get();
        if (begun != null) {
            connection.close(begun.reason.code(), begun.reason.text(begun.retryMillis));
        }
    }

    private void skipped(SlowConsumer policy, List<Burst> bursts) {
        listener.skipped(policy, bursts.stream().mapToLong(Burst::messages).sum());
        dropped(bursts);
    }

    private void dropped(List<Burst> bursts) {
        bursts.forEach(burst -> dropped(burst.destination(), burst.messages()));
    }

    /** An event that is not sent, for the client reads too slowly; whether the session goes on without it, the policy says. */
    public void skipped(SlowConsumer policy, Destination destination) {
        listener.skipped(policy, 1);
        dropped(destination, 1);
    }

    /** Events that were to be sent, and are not; if they are several, the destination may be only the first's. */
    public void dropped(@Nullable Destination destination, long events) {
        if (events > 0) {
            listener.dropped(this, destination, events);
        }
    }

    /** The transport has ended, for {@code reason} unless this side closed it first. Returns the reason that counts. */
    CloseReason end(CloseReason reason) {
        begin(reason, null);
        ended = true;
        dropped(outbox.discard());
        Closing first = closing.get();
        return first == null ? reason : first.reason;
    }
}
