package io.fanfare.ops;

import static java.util.Objects.requireNonNull;

import io.fanfare.broker.Publication;
import io.fanfare.broker.PublishListener;
import io.fanfare.broker.Publisher.Source;
import io.fanfare.event.Event;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Map;

/** Counts what is handed in to be published. */
final class PublishMeters implements PublishListener {

    private final LabelledCounter<Source> accepted;
    private final LabelledCounter<Source> duplicates;
    private final Map<Refusal, LabelledCounter<Source>> refused = new EnumMap<>(Refusal.class);
    private final LatencyMeter latency = new LatencyMeter();
    private final DistributionSummary fanoutSize;
    private final Top top;
    private final PublishLog log;

    PublishMeters(MeterRegistry registry, Top top, PublishLog log) {
        this.top = top;
        this.log = log;
        accepted = published(registry, "accepted");
        duplicates = published(registry, "duplicate");
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, published(registry, LabelledCounter.label(refusal)));
        }
        latency.bindTo(registry, MeterNames.PUBLISH_LATENCY, "From handing in an event to its being in the log");
        fanoutSize = DistributionSummary.builder(MeterNames.FANOUT_SIZE)
                .description("Sessions that an event matched")
                .register(registry);
    }

    private static LabelledCounter<Source> published(MeterRegistry registry, String outcome) {
        return new LabelledCounter<>(
                registry,
                MeterNames.EVENTS_PUBLISHED,
                Tags.of("outcome", outcome),
                "source",
                Source.class,
                LabelledCounter::label);
    }

    @Override
    public void accepted(Source source, Publication publication, long nanos) {
        accepted.increment(source);
        latency.record(nanos, 1);
    }

    /** An event goes to so many sessions of this instance. */
    void appended(String publisher, Event event, int sessions) {
        top.appended(publisher, event, sessions);
        fanoutSize.record(sessions);
    }

    @Override
    public void duplicate(Source source) {
        duplicates.increment(source);
    }

    @Override
    public void refused(Source source, String publisher, Refusal refusal) {
        top.refused(publisher);
        log.refused(source, publisher, refusal);
        requireNonNull(refused.get(refusal)).increment(source);
    }
}
