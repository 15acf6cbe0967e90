package io.fanfare.ops;

import io.fanfare.tracing.TraceListener;
import io.prometheus.metrics.model.snapshots.Exemplar;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** For each bound of a latency the last sampled trace that took that long. Thread-safe. */
final class Exemplars implements TraceListener {

    private static final Pattern SAMPLED = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f][13579bdf]");
    private static final double NANOS = 1e9;

    /** @param trace as in {@code traceparent} */
    private record Seen(String trace, long nanos, long millis) {}

    private final AtomicReferenceArray<@Nullable Seen> publishing = new AtomicReferenceArray<>(LatencyMeter.bounds());
    private final AtomicReferenceArray<@Nullable Seen> delivery = new AtomicReferenceArray<>(LatencyMeter.bounds());

    @Override
    public void published(long nanos, String trace) {
        see(publishing, nanos, trace);
    }

    /** Events of a trace, if they say one, were written to a session. */
    void written(long nanos, @Nullable String trace) {
        if (trace != null) {
            see(delivery, nanos, trace);
        }
    }

    /** Once for each trace and bound, however many sessions hear of it. */
    private static void see(AtomicReferenceArray<@Nullable Seen> latency, long nanos, String trace) {
        int bound = LatencyMeter.bound(nanos);
        Seen before = latency.get(bound);
        if ((before == null || !before.trace.equals(trace))
                && SAMPLED.matcher(trace).matches()) {
            latency.set(bound, new Seen(trace, nanos, System.currentTimeMillis()));
        }
    }

    @Nullable
    Exemplar ofPublishing(int bound) {
        return exemplar(publishing.get(bound));
    }

    @Nullable
    Exemplar ofDelivery(int bound) {
        return exemplar(delivery.get(bound));
    }

    private static @Nullable Exemplar exemplar(@Nullable Seen seen) {
        if (seen == null) {
            return null;
        }
        Matcher parts = SAMPLED.matcher(seen.trace);
        return parts.matches()
                ? Exemplar.builder()
                        .value(seen.nanos / NANOS)
                        .traceId(parts.group(1))
                        .spanId(parts.group(2))
                        .timestampMillis(seen.millis)
                        .build()
                : null;
    }
}
