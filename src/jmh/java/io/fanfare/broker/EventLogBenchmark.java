package io.fanfare.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.SinkConnection;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.Resume;
import io.fanfare.security.Identity;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.SessionSettings;
import io.fanfare.session.Sessions;
import io.fanfare.stomp.StompVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.util.unit.DataSize;

/**
 * What the log costs: an event that is put into it and written to the subscribers of its destination, with and without a
 * history; and an event that is read back from there and written, to a client that comes back as many others do, for
 * whom its frame was made already.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        // memory that is touched for the first time costs more than what is measured
        jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
public class EventLogBenchmark {

    private static Event event(int destination) {
        Destination to = Destination.parse("/topic/orders.eu." + destination);
        byte[] body = "x".repeat(128).getBytes(UTF_8);
        return new Event(null, to, Set.of(), "application/json", Map.of(), body, true, System.currentTimeMillis());
    }

    /** A log, and sessions that all take what they are sent at once. */
    private static final class Service {
        final Fanout fanout = new Fanout(Runtime.getRuntime().availableProcessors());
        final Sessions sessions = new Sessions(
                new SessionSettings(DataSize.ofMegabytes(1), Duration.ofSeconds(5), 10_000),
                SessionListener.NONE,
                InstantSource.system());
        final Broker broker;

        Service(int kept) {
            List<HistorySettings.Rule> rules =
                    kept == 0 ? List.of() : List.of(new HistorySettings.Rule("/topic/#", kept, Duration.ofHours(1)));
            HistorySettings settings =
                    new HistorySettings(rules, DataSize.ofMegabytes(256), 100_000, 100_000, 10_000, 1_000_000);
            broker = new EmbeddedBroker(fanout, 1, settings, InstantSource.system());
            fanout.start();
        }

        Subscription subscribe(SinkConnection connection, String pattern, Resume resume) {
            Session session = sessions.open(connection);
            session.connected(StompVersion.V1_2, Identity.open(null));
            Subscription subscription = fanout.subscription(session, "sub-0", DestinationPattern.parse(pattern));
            broker.subscribe(subscription, resume, recovery -> {});
            return subscription;
        }
    }

    /** Keeps nothing of what was written, not even how much that was. */
    private static final class Forgetful extends SinkConnection {
        @Override
        protected void written(int messages) {
            // that is all
        }
    }

    /** Where events are published to in turn. */
    @State(Scope.Benchmark)
    public static class Published {

        private static final int DESTINATIONS = 1_000;

        /** How many events are kept of each destination; 0 for no history. */
        @Param({"0", "100"})
        int kept;

        /** Of each destination. */
        @Param({"0", "1", "20"})
        int subscribers;

        private List<Event> events;
        private Service service;
        private int next;

        @Setup(Level.Trial)
        public void start() {
            service = new Service(kept);
            events = IntStream.range(0, DESTINATIONS)
                    .mapToObj(EventLogBenchmark::event)
                    .toList();
            for (Event event : events) {
                for (int i = 0; i < subscribers; i++) {
                    service.subscribe(new Forgetful(), event.destination().toString(), Resume.LIVE);
                }
            }
        }

        @TearDown(Level.Trial)
        public void stop() {
            service.fanout.stop();
        }
    }

    /** What a client has missed that subscribes to a pattern, and of how many destinations that is. */
    @State(Scope.Benchmark)
    public static class Missed {

        private static final int MISSED = 1_000;

        @Param({"1", "10"})
        int destinations;

        private Service service;
        private Position before;

        @Setup(Level.Trial)
        public void publish() {
            service = new Service(MISSED);
            before = service.broker.position();
            for (int i = 0; i < MISSED; i++) {
                service.broker.publish(event(i % destinations));
            }
        }

        @TearDown(Level.Trial)
        public void stop() {
            service.fanout.stop();
        }
    }

    /** Knows when all has been written to it. */
    private static final class Recovering extends SinkConnection {
        private final AtomicInteger missing = new AtomicInteger(Missed.MISSED);

        @Override
        protected void written(int messages) {
            missing.addAndGet(-messages);
        }

        void await() {
            while (missing.get() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Benchmark
    public List<Publication> publish(Published to) {
        to.next = (to.next + 1) % Published.DESTINATIONS;
        return to.service.broker.publish(Submission.of(to.events.get(to.next)));
    }

    @Benchmark
    @OperationsPerInvocation(Missed.MISSED)
    public void replay(Missed missed) {
        Recovering client = new Recovering();
        Subscription subscription = missed.service.subscribe(client, "/topic/orders.#", Resume.after(missed.before));
        client.await();
        missed.service.broker.unsubscribe(subscription, () -> {});
        missed.service.sessions.end(subscription.session(), CloseReason.DISCONNECTED);
    }
}
