package io.fanfare.relay;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * What operators see of the broker that instances share. It is connected to before clients are let in, which wait a moment for
 * what it holds.
 */
public final class Relay implements SmartLifecycle {

    /** How many events can stand in the log with nothing between them. */
    public static final int MOST_EVENTS = Epoch.MOST_EVENTS;

    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_MILLIS = 5;

    private final RelayedBroker broker;
    private final FleetChannel fleet;
    private final RelayQueues queues;
    private final RelaySettings settings;
    private volatile boolean everLive;
    private volatile boolean running;

    Relay(RelayedBroker broker, FleetChannel fleet, RelayQueues queues, RelaySettings settings) {
        this.broker = broker;
        this.fleet = fleet;
        this.queues = queues;
        this.settings = settings;
    }

    /** Whether clients should come here: the broker is there, or has not been away for longer than the grace. */
    public boolean isReady() {
        boolean live = broker.isLive();
        everLive |= live;
        return live || (everLive && broker.away().compareTo(settings.grace()) <= 0);
    }

    public RelayStatus status() {
        return new RelayStatus(
                settings.log(),
                broker.isLive(),
                broker.lag().toMillis(),
                broker.unconfirmedBytes(),
                fleet.others(),
                links().map(RelayStatus.Connection::of).toList(),
                foreign(),
                queues.status());
    }

    /** How many other instances there are. */
    public int instances() {
        return fleet.others();
    }

    /** How many messages on the instances' own channel were passed over, for they were none of theirs. */
    public long ignored() {
        return fleet.ignored();
    }

    private Map<String, Long> foreign() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (ForeignOutcome outcome : ForeignOutcome.values()) {
            counts.put(outcome.label(), broker.foreign(outcome));
        }
        return counts;
    }

    private Stream<UpstreamLink> links() {
        return Stream.of(broker.links(), List.of(fleet.link()), broker.sideLinks(), queues.shared())
                .flatMap(List::stream);
    }

    /** How many of the two connections to the broker there are that carry the log. */
    public long connected() {
        return broker.links().stream().filter(link -> link.address() != null).count();
    }

    /** How often a connection has ended, but for those of sessions that consume from queues. */
    public long reconnects() {
        return links().mapToLong(UpstreamLink::reconnects).sum();
    }

    /** How much of what others have published was read here, and became that. */
    public long foreign(ForeignOutcome outcome) {
        return broker.foreign(outcome);
    }

    /** How many sessions consume from queues. */
    public int queueSessions() {
        return queues.connections();
    }

    /** How many messages of queues were too large for a session. */
    public long refusedQueueMessages() {
        return queues.refusedMessages();
    }

    /** How long the last event took from its being handed in to some instance; 0 if none was read for a minute. */
    public Duration lag() {
        return broker.lag();
    }

    /** How many times something was published here, and came back. */
    public long published() {
        return broker.published();
    }

    /** How long all of these took together. */
    public Duration publishTime() {
        return broker.publishTime();
    }

    @Override
    public void start() {
        running = true;
        fleet.start();
        broker.start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!(broker.isLive() && fleet.isKnown()) && System.nanoTime() - deadline < 0) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!isReady()) {
            log.warn("The broker cannot be reached yet: this instance is not ready until it is");
        }
    }

    @Override
    public void stop() {
        fleet.stop();
        queues.stop();
        broker.stop();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }

    /** Before the web server, and after it. */
    @Override
    public int getPhase() {
        return 0;
    }
}
