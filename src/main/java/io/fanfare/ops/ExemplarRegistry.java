package io.fanfare.ops;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What Prometheus reads, with traces beside the counters of latencies, which a registry's function counters cannot have. */
final class ExemplarRegistry extends PrometheusRegistry {

    private final Map<String, IntFunction<@Nullable Exemplar>> exemplars;
    private final Map<String, Integer> bounds = new HashMap<>();

    ExemplarRegistry(Exemplars exemplars) {
        this.exemplars = Map.of(
                name(MeterNames.PUBLISH_LATENCY), exemplars::ofPublishing,
                name(MeterNames.DELIVERY_LATENCY), exemplars::ofDelivery);
        for (int bound = 0; bound < LatencyMeter.bounds(); bound++) {
            bounds.put(LatencyMeter.label(bound), bound);
        }
    }

    private static String name(String latency) {
        return (latency + LatencyMeter.WITHIN).replace('.', '_');
    }

    @Override
    public MetricSnapshots scrape(@Nullable PrometheusScrapeRequest request) {
        return withExemplars(super.scrape(request));
    }

    @Override
    public MetricSnapshots scrape(Predicate<String> names, @Nullable PrometheusScrapeRequest request) {
        return withExemplars(super.scrape(names, request));
    }

    private MetricSnapshots withExemplars(MetricSnapshots snapshots) {
        return new MetricSnapshots(snapshots.stream().map(this::withExemplars).toList());
    }

    private MetricSnapshot withExemplars(MetricSnapshot snapshot) {
        IntFunction<@Nullable Exemplar> found =
                exemplars.get(snapshot.getMetadata().getName());
        if (found == null || !(snapshot instanceof CounterSnapshot counter)) {
            return snapshot;
        }
        List<CounterDataPointSnapshot> points = counter.getDataPoints().stream()
                .map(point -> withExemplar(point, found))
                .toList();
        return new CounterSnapshot(counter.getMetadata(), points);
    }

    private CounterDataPointSnapshot withExemplar(
            CounterDataPointSnapshot point, IntFunction<@Nullable Exemplar> found) {
        Integer bound = bounds.get(point.getLabels().get(LatencyMeter.BOUND));
        Exemplar exemplar = bound == null ? null : found.apply(bound);
        return new CounterDataPointSnapshot(
                point.getValue(), point.getLabels(), exemplar, point.getCreatedTimestampMillis());
    }
}
