package io.fanfare.ops;

import io.fanfare.event.Destination;
import io.fanfare.session.Burst;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.SlowConsumer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts sessions, and what becomes of the events for them. */
final class SessionMeters implements SessionListener {

    /** Has meters from the start, so that no session is told from no answer. */
    private static final String COMMONEST = "websocket";

    private final MeterRegistry registry;
    private final Top top;
    private final @Nullable Exemplars exemplars;
    private final Map<String, TransportMeters> transports = new ConcurrentHashMap<>();
    private final LabelledCounter<CloseReason> closed;
    private final Timer duration;
    private final Counter slow;
    private final LabelledCounter<SlowConsumer> skipped;
    private final LatencyMeter written = new LatencyMeter();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    SessionMeters(MeterRegistry registry, Top top) {
        this(registry, top, null);
    }

    /** @param exemplars where traces of deliveries are shown, if anywhere */
    SessionMeters(MeterRegistry registry, Top top, @Nullable Exemplars exemplars) {
        this.top = top;
        this.exemplars = exemplars;
        this.registry = registry;
        this.transports.put(COMMONEST, new TransportMeters(registry, COMMONEST));
        this.duration = Timer.builder(MeterNames.SESSION_DURATION)
                .description("How long sessions lasted")
                .serviceLevelObjectives(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1),
                        Duration.ofHours(6),
                        Duration.ofHours(24))
                .register(registry);
        this.slow = Counter.builder(MeterNames.SLOW_CONSUMERS)
                .description("Sessions closed because their client read too slowly")
                .register(registry);
        this.closed = new LabelledCounter<>(
                registry, MeterNames.SESSIONS_CLOSED, Tags.empty(), "reason", CloseReason.class, CloseReason::label);
        this.skipped = new LabelledCounter<>(
                registry,
                MeterNames.OUTBOX_DROPPED,
                Tags.empty(),
                "policy",
                SlowConsumer.class,
                policy -> LabelledCounter.label(policy).replace('_', '-'));
        written.bindTo(registry, MeterNames.DELIVERY_LATENCY, "From accepting an event to writing it to a session");
        FunctionCounter.builder(MeterNames.DELIVERIES, written, LatencyMeter::count)
                .tag("outcome", "written")
                .description("Events for sessions")
                .register(registry);
        deliveries("dropped", dropped);
        deliveries("acknowledged", acknowledged);
        deliveries("rejected", rejected);
    }

    private void deliveries(String outcome, LongAdder count) {
        FunctionCounter.builder(MeterNames.DELIVERIES, count, LongAdder::sum)
                .tag("outcome", outcome)
                .description("Events for sessions")
                .register(registry);
    }

    @Override
    public void opened(Session session) {
        of(session).opened();
    }

    @Override
    public void closed(Session session, CloseReason reason) {
        of(session).closed();
        closed.increment(reason);
        if (reason == CloseReason.SLOW_CONSUMER) {
            slow.increment();
        }
        duration.record(System.nanoTime() - session.openedNanos(), TimeUnit.NANOSECONDS);
    }

    private TransportMeters of(Session session) {
        return transports.computeIfAbsent(
                session.connection().transport(), transport -> new TransportMeters(registry, transport));
    }

    @Override
    public void written(Burst burst) {
        long nanos = System.nanoTime() - burst.acceptedNanos();
        written.record(nanos, burst.messages());
        if (exemplars != null) {
            exemplars.written(nanos, burst.trace());
        }
    }

    @Override
    public void acknowledged(int events, boolean positive) {
        (positive ? acknowledged : rejected).add(events);
    }

    @Override
    public void skipped(SlowConsumer policy, long events) {
        skipped.add(policy, events);
    }

    @Override
    public void dropped(Session session, @Nullable Destination destination, long events) {
        dropped.add(events);
        top.dropped(session.user(), destination, events);
    }
}
