package io.fanfare.ops;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** A counter for each value of a closed set, all of them there from the start. */
final class LabelledCounter<E extends Enum<E>> {

    private final Map<E, LongAdder> counts;

    /**
     * @param name the meter's name
     * @param key the label that holds the value
     * @param tags further labels
     */
    LabelledCounter(
            MeterRegistry registry, String name, Tags tags, String key, Class<E> values, Function<E, String> label) {
        counts = new EnumMap<>(values);
        for (E value : values.getEnumConstants()) {
            LongAdder count = new LongAdder();
            counts.put(value, count);
            FunctionCounter.builder(name, count, LongAdder::sum)
                    .tags(tags)
                    .tag(key, label.apply(value))
                    .register(registry);
        }
    }

    /** The name of a value as a label. */
    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    void increment(E value) {
        add(value, 1);
    }

    void add(E value, long count) {
        requireNonNull(counts.get(value)).add(count);
    }
}
