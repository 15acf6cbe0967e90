package io.fanfare.ops;

import io.fanfare.relay.ForeignOutcome;
import io.fanfare.relay.Relay;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;

/** How the broker that instances share is doing, asked when a registry asks. */
final class RelayMeters implements MeterBinder {

    private final Relay relay;

    RelayMeters(Relay relay) {
        this.relay = relay;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(MeterNames.RELAY_CONNECTED, relay, Relay::connected)
                .description("Connections to the shared broker")
                .register(registry);
        FunctionCounter.builder(MeterNames.RELAY_RECONNECTS, relay, Relay::reconnects)
                .description("Connections to the shared broker that have ended")
                .register(registry);
        TimeGauge.builder(
                        MeterNames.RELAY_LAG,
                        relay,
                        TimeUnit.MILLISECONDS,
                        of -> of.lag().toMillis())
                .description("From handing in the last event to reading it here")
                .register(registry);
        Gauge.builder(MeterNames.RELAY_INSTANCES, relay, Relay::instances)
                .description("Other instances that are there")
                .register(registry);
        FunctionCounter.builder(MeterNames.RELAY_IGNORED, relay, Relay::ignored)
                .description("Messages between instances that were none of theirs")
                .register(registry);
        FunctionTimer.builder(
                        MeterNames.RELAY_PUBLISH_LATENCY,
                        relay,
                        Relay::published,
                        of -> of.publishTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("From sending an event to the shared broker to reading it back")
                .register(registry);
        foreign(registry);
        queues(registry);
    }

    private void foreign(MeterRegistry registry) {
        for (ForeignOutcome outcome : ForeignOutcome.values()) {
            FunctionCounter.builder(MeterNames.RELAY_FOREIGN, relay, of -> of.foreign(outcome))
                    .tag("outcome", outcome.label())
                    .description("What others have published to the shared broker and was read here")
                    .register(registry);
        }
    }

    private void queues(MeterRegistry registry) {
        Gauge.builder(MeterNames.RELAY_QUEUE_SESSIONS, relay, Relay::queueSessions)
                .description("Sessions that consume from queues of the shared broker")
                .register(registry);
        FunctionCounter.builder(MeterNames.RELAY_QUEUE_MESSAGES_REFUSED, relay, Relay::refusedQueueMessages)
                .description("Messages of queues that were too large for a session")
                .register(registry);
    }
}
