package io.fanfare.relay;

import io.fanfare.broker.Handed;
import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.QueueConsumer;
import io.fanfare.broker.Queues;
import io.fanfare.broker.Submission;
import io.fanfare.broker.UnavailableException;
import io.fanfare.event.Destination;
import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitException;
import io.fanfare.limit.Limits;
import io.fanfare.session.Session;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The queues of the shared broker: a connection for each session that consumes, and one for all that is sent. */
final class RelayQueues implements Queues {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long LOOK_AGAIN_MILLIS = 5;

    private final Upstream upstream;
    private final RelaySettings settings;
    private final QueueLane lane;
    private final QueueMessages messages;
    private final InstantSource clock;
    private final int mostSessions;
    private final Set<QueueLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();

    RelayQueues(Upstream upstream, RelaySettings settings, Limits limits, InstantSource clock) {
        this.upstream = upstream.small(Math.toIntExact(limits.eventSize().toBytes()));
        this.settings = settings;
        this.lane = new QueueLane(upstream, settings, limits);
        this.messages = new QueueMessages(limits);
        this.clock = clock;
        this.mostSessions = limits.queueSessions();
    }

    @Override
    public @Nullable String refusal(Destination queue) {
        String name = queue.name();
        boolean isLog = settings.log() == RelaySettings.Log.STREAM && name.equals(settings.stream());
        return isLog || name.startsWith("amq.")
                ? "The queue " + queue + " is the broker's own: choose another name."
                : null;
    }

    @Override
    public int prefetch() {
        return settings.queues().prefetch();
    }

    @Override
    public Handed handIn(Submission submission) {
        if (submission.expected() != null) {
            throw new InvalidEventException(
                    "expectedPosition", "A queue has no positions: leave expectedPosition out, or publish to a topic.");
        }
        if (submission.id() != null) {
            throw new InvalidEventException(
                    "id", "A queue does not know what was sent to it before: leave id out, or publish to a topic.");
        }
        return lane.handIn(submission.events());
    }

    @Override
    public QueueConsumer open(Session session) {
        if (links.stream().filter(link -> link.isOf(session)).count() > 1) {
            throw new UnavailableException("The broker has not ended yet what this session has left: come back later.");
        }
        if (open.incrementAndGet() > mostSessions) {
            open.decrementAndGet();
            throw new LimitException(
                    Limit.QUEUE_SESSIONS, "At most " + mostSessions + " sessions consume from queues at a time");
        }
        QueueLink link = new QueueLink(session, upstream, settings, messages, clock, this::over);
        links.add(link);
        link.start();
        return link;
    }

    private void over(QueueLink link) {
        links.remove(link);
        open.decrementAndGet();
    }

    /** Connections that sessions have, or wait for. */
    int connections() {
        return open.get();
    }

    RelayStatus.Queues status() {
        return new RelayStatus.Queues(
                open.get(),
                mostSessions,
                links.stream().mapToInt(QueueLink::subscriptions).sum(),
                links.stream().mapToLong(QueueLink::unsettled).sum(),
                messages.refused());
    }

    /** How many messages were too large for any session. */
    long refusedMessages() {
        return messages.refused();
    }

    /** What sends, once anything was sent. */
    List<UpstreamLink> shared() {
        return lane.links();
    }

    /** Lets the connections end in good order for a moment, for what was acknowledged is on its way. */
    void stop() {
        lane.stop();
        links.forEach(QueueLink::close);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!links.isEmpty() && System.nanoTime() - deadline < 0) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        links.forEach(QueueLink::stop);
    }
}
