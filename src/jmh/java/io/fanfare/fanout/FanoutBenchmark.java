package io.fanfare.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.security.Identity;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.SessionSettings;
import io.fanfare.session.Sessions;
import io.fanfare.stomp.StompVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.util.unit.DataSize;

/**
 * From events in the log to the last of their deliveries, where connections take every write at once. {@code deliveries}
 * is the time for each of them: an operation ends when the last has been written.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FanoutBenchmark {

    private static final int SHARDS = Runtime.getRuntime().availableProcessors();

    /** Apart from each other, so that shards do not share a cache line. */
    private static final int STRIDE = 16;

    private static final int SPINS = 2_000;

    private static final Destination TOPIC = Destination.parse("/topic/orders.eu.4711");

    @Param({"1", "100", "1000", "10000"})
    int subscribers;

    /** Whether all subscriptions have the same id, as those of one client library mostly have. */
    @Param({"true", "false"})
    boolean sameIds;

    /** How many events are published before their deliveries are waited for. */
    @Param({"1", "16"})
    int window;

    private final ReentrantLock log = new ReentrantLock();
    private final AtomicLongArray written = new AtomicLongArray((SHARDS + 1) * STRIDE);
    private final Event event = new Event(
            null, TOPIC, Set.of(), "application/json", Map.of(), "x".repeat(128).getBytes(UTF_8), true, 1);
    private Fanout fanout;
    private long offset;
    private long expected;

    /** Counts what was delivered. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Delivered {
        public long deliveries;
    }

    /** Takes every write at once. Its shard is drained by one thread at a time, which is the only writer of its count. */
    private final class Sink extends SinkConnection {
        private int place;

        @Override
        protected void written(int messages) {
            written.lazySet(place, written.getPlain(place) + messages);
        }
    }

    @Setup(Level.Trial)
    public void subscribe() {
        fanout = new Fanout(SHARDS);
        fanout.start();
        Sessions sessions = new Sessions(
                new SessionSettings(DataSize.ofMegabytes(1), Duration.ofSeconds(5), 10_000),
                SessionListener.NONE,
                InstantSource.system());
        DestinationPattern pattern = DestinationPattern.parse(TOPIC.toString());
        for (int i = 0; i < subscribers; i++) {
            Sink sink = new Sink();
            Session session = sessions.open(sink);
            session.connected(StompVersion.V1_2, Identity.open(null));
            sink.place = (session.shard(SHARDS) + 1) * STRIDE;
            String id = sameIds ? "sub-0" : "0f8fad5b-d9cb-469f-a165-" + i;
            add(fanout.subscription(session, id, pattern));
        }
    }

    private void add(Subscription subscription) {
        log.lock();
        try {
            fanout.add(subscription, () -> {});
        } finally {
            log.unlock();
        }
        fanout.drain(subscription);
    }

    @TearDown(Level.Trial)
    public void stop() {
        fanout.stop();
    }

    @Benchmark
    public void deliver(Delivered delivered) {
        for (int i = 0; i < window; i++) {
            fanout.drain(publish());
        }
        long deliveries = (long) window * subscribers;
        expected += deliveries;
        delivered.deliveries += deliveries;
        awaitDeliveries();
    }

    /** As a broker does it. */
    private Match publish() {
        log.lock();
        try {
            MessageFrame frame = new MessageFrame(event, new Position(1, ++offset), System.nanoTime());
            Match match = fanout.match(TOPIC, Set.of());
            fanout.deliver(frame, match);
            return match;
        } finally {
            log.unlock();
        }
    }

    private void awaitDeliveries() {
        for (int spins = 0; written() < expected; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(1);
            }
        }
    }

    private long written() {
        long sum = 0;
        for (int shard = 1; shard <= SHARDS; shard++) {
            sum += written.get(shard * STRIDE);
        }
        return sum;
    }
}
