package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What the meters have gained since this began to watch. */
final class Readings {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MeterRegistry registry;
    private final Map<String, Double> before = new HashMap<>();

    private Readings(MeterRegistry registry) {
        this.registry = registry;
        registry.getMeters().forEach(meter -> before.put(key(meter), value(meter)));
    }

    static Readings of(MeterRegistry registry) {
        return new Readings(registry);
    }

    /** Waits until a meter has gained this much; meters follow what clients see by a moment. */
    void awaitGain(double expected, String name, String... tags) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(gain(name, tags)).isEqualTo(expected));
    }

    /** Waits until a meter has gained more than nothing. */
    void awaitAnyGain(String name, String... tags) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(gain(name, tags)).isPositive());
    }

    /** By how much a counter, a gauge or the count of a timer is more than it was; what is not there is 0. */
    double gain(String name, String... tags) {
        return registry.find(name).tags(tags).meters().stream()
                .mapToDouble(meter -> value(meter) - before.getOrDefault(key(meter), 0.0))
                .sum();
    }

    private static String key(Meter meter) {
        return meter.getId().toString();
    }

    private static double value(Meter meter) {
        return StreamSupport.stream(meter.measure().spliterator(), false)
                .filter(measurement ->
                        measurement.getStatistic() == Statistic.COUNT || measurement.getStatistic() == Statistic.VALUE)
                .mapToDouble(Measurement::getValue)
                .findFirst()
                .orElse(0);
    }
}
