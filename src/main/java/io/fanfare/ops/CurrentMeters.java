package io.fanfare.ops;

import io.fanfare.broker.Broker;
import io.fanfare.fanout.Fanout;
import io.fanfare.history.History;
import io.fanfare.limit.AcceptPace;
import io.fanfare.presence.Presence;
import io.fanfare.session.Sessions;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

/** What there is now, counted when a registry asks. */
final class CurrentMeters implements MeterBinder {

    private final Sessions sessions;
    private final Broker broker;
    private final Fanout fanout;
    private final AcceptPace pace;
    private final Presence presence;

    CurrentMeters(Sessions sessions, Broker broker, Fanout fanout, AcceptPace pace, Presence presence) {
        this.pace = pace;
        this.presence = presence;
        this.sessions = sessions;
        this.broker = broker;
        this.fanout = fanout;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(MeterNames.SUBSCRIPTIONS, broker, Broker::subscriptions)
                .description("Subscriptions of all sessions")
                .register(registry);
        Gauge.builder(MeterNames.DESTINATIONS, broker, Broker::destinationCount)
                .description("Destinations published to lately, or subscribed to without wildcards")
                .register(registry);
        Gauge.builder(MeterNames.FANOUT_WAITING_BYTES, fanout, Fanout::waitingBytes)
                .baseUnit(BaseUnits.BYTES)
                .description("Accepted events that wait to be handed to sessions")
                .register(registry);
        Gauge.builder(MeterNames.OUTBOX_BYTES, sessions, CurrentMeters::outboxBytes)
                .baseUnit(BaseUnits.BYTES)
                .description("What waits to be written to sessions")
                .register(registry);
        FunctionCounter.builder(MeterNames.CONNECTIONS_DELAYED, pace, AcceptPace::delayed)
                .description("Connections that waited to be accepted")
                .register(registry);
        Gauge.builder(MeterNames.PRESENCE_DESTINATIONS, presence, Presence::destinations)
                .description("Destinations of which it is known who is there")
                .register(registry);
        bindHistory(registry);
    }

    private void bindHistory(MeterRegistry registry) {
        Gauge.builder(MeterNames.HISTORY_BYTES, broker, of -> of.historyStatus().bytes())
                .baseUnit(BaseUnits.BYTES)
                .description("What kept events take")
                .register(registry);
        Gauge.builder(
                        MeterNames.HISTORY_EVENTS,
                        broker,
                        of -> of.historyStatus().events())
                .description("Events that are kept")
                .register(registry);
        Gauge.builder(
                        MeterNames.REPLAYS_RUNNING,
                        broker,
                        of -> of.historyStatus().replays())
                .description("Subscriptions that are catching up")
                .register(registry);
        for (History.Cause cause : History.Cause.values()) {
            FunctionCounter.builder(MeterNames.HISTORY_EVICTED, broker, of -> of.evicted(cause))
                    .description("Events that are no longer kept")
                    .tag("cause", LabelledCounter.label(cause))
                    .register(registry);
        }
    }

    private static long outboxBytes(Sessions sessions) {
        return sessions.stream().mapToLong(session -> session.outbox().bytes()).sum();
    }
}
