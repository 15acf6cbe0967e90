package io.fanfare.ops;

import io.fanfare.broker.Publication;
import io.fanfare.broker.Publisher;
import io.fanfare.event.Destination;
import io.fanfare.event.Position;
import io.fanfare.session.Burst;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What meters cost a write and a publish, beside what a registry's own timer would. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Threads(2)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class MetersBenchmark {

    private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Top top = new Top(System::nanoTime);
    private final SessionMeters sessions = new SessionMeters(registry, top);
    private final PublishMeters publishing = new PublishMeters(registry, top, new PublishLog(InstantSource.system()));
    private final Timer timer = registry.timer("timer");
    private final Timer histogram = Timer.builder("histogram")
            .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100))
            .register(registry);
    private final Burst burst =
            new Burst.Builder(1).message(true, 1).put(new byte[1]).build(1, System.nanoTime());
    private final Publication publication =
            new Publication("1-1", Destination.parse("/topic/a"), new Position(1, 1), 3, false);

    /** A write of one event. */
    @Benchmark
    public void written() {
        sessions.written(burst);
    }

    /** An accepted event. */
    @Benchmark
    public void accepted() {
        publishing.accepted(Publisher.Source.HTTP, publication, 1_000);
    }

    /** The registry's timer. */
    @Benchmark
    public void timer() {
        timer.record(System.nanoTime() - burst.acceptedNanos(), TimeUnit.NANOSECONDS);
    }

    /** The registry's timer with three buckets. */
    @Benchmark
    public void timerWithBuckets() {
        histogram.record(System.nanoTime() - burst.acceptedNanos(), TimeUnit.NANOSECONDS);
    }
}
