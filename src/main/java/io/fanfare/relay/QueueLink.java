package io.fanfare.relay;

import io.fanfare.broker.QueueConsumer;
import io.fanfare.broker.UnavailableException;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.Subscription;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompHeaders;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's own connection to the broker, for its queues. Its end is what makes the broker give unacknowledged messages to
 * others; so when a queue is left that has some, and others are not, there is another connection for these.
 */
final class QueueLink implements QueueConsumer, UpstreamLink.Use, UpstreamConnection.Listener {

    private static final Logger log = LoggerFactory.getLogger(QueueLink.class);

    /** How long the broker may take to settle what was sent before the end. */
    private static final long FAREWELL_NANOS = Duration.ofSeconds(5).toNanos();

    /** With those that have ended here, and not at the broker. */
    private static final int MOST_FEEDS = 10_000;

    private static final String FAREWELL = "farewell";
    private static final String ENDED = "ended-";

    /** The connection has ended as it should. */
    private static final class Left extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final Session session;
    private final QueueMessages messages;
    private final RelaySettings settings;
    private final InstantSource clock;
    private final UpstreamLink link;
    private final long epoch = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, QueueFeed> feeds = new LinkedHashMap<>();
    private volatile @Nullable UpstreamConnection connection;
    private volatile boolean leaving;
    private volatile long leavingSince;
    private boolean closed;
    private long ids;

    /** Of messages; belongs to the reader. */
    private long numbers;

    QueueLink(
            Session session,
            Upstream upstream,
            RelaySettings settings,
            QueueMessages messages,
            InstantSource clock,
            Consumer<QueueLink> over) {
        this.session = session;
        this.settings = settings;
        this.messages = messages;
        this.clock = clock;
        this.link = UpstreamLink.ofMany("queues of " + session.id(), upstream, this, () -> over.accept(this));
    }

    boolean isOf(Session given) {
        return given.equals(session);
    }

    void start() {
        link.start();
    }

    /** Ends it at once. */
    void stop() {
        link.stop();
    }

    int subscriptions() {
        return feeds().size();
    }

    /** Messages that the broker has sent and that are not settled. */
    long unsettled() {
        return feeds().stream().mapToLong(QueueFeed::unsettled).sum();
    }

    private List<QueueFeed> feeds() {
        lock.lock();
        try {
            return List.copyOf(feeds.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void subscribe(Subscription subscription, int prefetch, Runnable live) {
        lock.lock();
        try {
            if (feeds.size() >= MOST_FEEDS) {
                throw new UnavailableException(
                        "The broker has not ended yet what this session has left: come back later.");
            }
            String id = Long.toString(ids++);
            QueueFeed feed = new QueueFeed(id, subscription, prefetch, live);
            feeds.put(id, feed);
            if (connection != null && !leaving) {
                feed.begin(connection, settings);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void unsubscribe(Subscription subscription) {
        for (QueueFeed feed : feeds()) {
            if (feed.isOf(subscription)) {
                feed.close();
                unsubscribe(feed);
            }
        }
    }

    private void unsubscribe(QueueFeed feed) {
        lock.lock();
        try {
            if (connection == null || leaving) {
                feeds.remove(feed.id());
            } else {
                connection.send(
                        StompCommand.UNSUBSCRIBE, StompHeaders.of("id", feed.id(), "receipt", ENDED + feed.id()));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        feeds().forEach(QueueFeed::close);
        lock.lock();
        try {
            closed = true;
            if (connection != null) {
                leave(connection);
            }
        } finally {
            lock.unlock();
        }
        link.finish();
    }

    /** Asks for the end, which is when all that was acknowledged is settled. Under the lock. */
    private void leave(UpstreamConnection open) {
        if (!leaving) {
            leavingSince = System.nanoTime();
            leaving = true;
            open.send(StompCommand.DISCONNECT, StompHeaders.of("receipt", FAREWELL));
            feeds.values().forEach(QueueFeed::lost);
        }
    }

    @Override
    public void use(UpstreamConnection fresh) throws IOException {
        if (!begin(fresh)) {
            return;
        }
        try {
            fresh.read(this);
        } catch (Left e) {
            log.debug("The connection has ended in good order ({})", link.name());
        } catch (RefusedUpstreamException e) {
            if (!e.isForNow()) {
                refused(String.valueOf(e.getMessage()));
            }
            throw e;
        } finally {
            ended();
        }
    }

    private boolean begin(UpstreamConnection fresh) {
        lock.lock();
        try {
            if (!closed) {
                connection = fresh;
                leaving = false;
                feeds.values().forEach(feed -> feed.begin(fresh, settings));
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void ended() {
        lock.lock();
        try {
            connection = null;
            feeds.values().removeIf(QueueFeed::isClosed);
            feeds.values().forEach(QueueFeed::lost);
        } finally {
            lock.unlock();
        }
    }

    /** A queue that cannot be had ends the session, which else would wait for it. */
    private void refused(String why) {
        for (QueueFeed feed : feeds()) {
            if (feed.refused()) {
                log.warn("The broker refuses {} to the session {}: {}", feed.queue(), session.id(), why);
                session.fail(
                        CloseReason.PROTOCOL_ERROR,
                        "The broker refuses the queue " + feed.queue() + "; the log of this service says why.");
            }
        }
    }

    @Override
    public void frame(StompFrame frame) throws IOException {
        switch (frame.command()) {
            case RECEIPT -> receipt(String.valueOf(frame.header("receipt-id")));
            case MESSAGE -> message(frame);
            default -> log.debug("A frame of the broker is passed over: {}", frame);
        }
        checkFarewell();
    }

    private void receipt(String id) throws IOException {
        if (id.equals(FAREWELL)) {
            throw new Left();
        }
        if (id.startsWith(ENDED)) {
            gone(id.substring(ENDED.length()));
            return;
        }
        QueueFeed feed = feed(id);
        if (feed != null) {
            feed.begun();
        }
    }

    private void gone(String id) {
        lock.lock();
        try {
            QueueFeed feed = feeds.remove(id);
            if (feed != null && feed.unsettled() > 0 && connection != null) {
                leave(connection);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable QueueFeed feed(@Nullable String id) {
        lock.lock();
        try {
            return feeds.get(id);
        } finally {
            lock.unlock();
        }
    }

    private void message(StompFrame message) throws IOException {
        QueueFeed feed = feed(message.header("subscription"));
        UpstreamConnection open = connection;
        String ack = message.header("ack");
        if (feed == null || open == null || ack == null || leaving) {
            return;
        }
        Event event = messages.event(message, feed.queue(), clock.millis());
        if (event == null) {
            open.send(StompCommand.NACK, StompHeaders.of("id", ack, "requeue", "false"));
            return;
        }
        try {
            feed.offer(open, ack, event, new Position(epoch, numbers++));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpstreamException("stopped");
        }
    }

    @Override
    public void idle() throws IOException {
        checkFarewell();
    }

    private void checkFarewell() throws IOException {
        if (leaving && System.nanoTime() - leavingSince > FAREWELL_NANOS) {
            throw new Left();
        }
    }
}
