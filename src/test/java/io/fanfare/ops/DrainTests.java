package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.broker.Broker;
import io.fanfare.broker.EmbeddedBroker;
import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.fanout.Fanout;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.Resume;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.SessionSettings;
import io.fanfare.session.Sessions;
import io.fanfare.testing.CapturingConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class DrainTests {

    private static final int SHARDS = 4;

    private final SessionSettings settings =
            new SessionSettings(DataSize.ofMegabytes(1), Duration.ofSeconds(5), 10_000);
    private final Sessions sessions = new Sessions(settings, SessionListener.NONE, InstantSource.system());
    private final Fanout fanout = new Fanout(SHARDS);
    private final Broker broker = new EmbeddedBroker(
            fanout,
            1,
            new HistorySettings(List.of(), DataSize.ofMegabytes(1), 100, 100, 10_000, 1_000),
            InstantSource.system());

    /** A client that goes when it is asked to. */
    private final class Polite extends CapturingConnection {
        private final Session session = sessions.open(this);

        @Override
        public synchronized void close(int code, String reason) {
            super.close(code, reason);
            Thread.startVirtualThread(() -> sessions.end(session, CloseReason.CLIENT_CLOSED));
        }
    }

    @BeforeEach
    void start() {
        fanout.start();
    }

    @AfterEach
    void stop() {
        fanout.stop();
    }

    @Test
    void tenThousandSessionsAreClosedTogether() {
        List<Polite> clients = polite(10_000);
        drain(Duration.ofSeconds(30)).stop();
        assertThat(sessions.count()).isZero();
        assertThat(clients).allSatisfy(client -> {
            assertThat(client.closes()).hasSize(1);
            assertThat(client.closes().getFirst().code()).isEqualTo(1012);
            assertThat(client.closes().getFirst().reason()).matches("restart; retry-ms=\\d+");
            assertThat(client.aborts()).isZero();
        });
    }

    @Test
    void whatWasAcceptedComesBeforeTheClose() {
        List<Polite> clients = polite(100);
        for (Polite client : clients) {
            broker.subscribe(
                    fanout.subscription(client.session, "a", DestinationPattern.parse("/topic/a")),
                    Resume.LIVE,
                    recovery -> {});
        }
        for (int i = 0; i < 1_000; i++) {
            broker.publish(
                    new Event(null, Destination.parse("/topic/a"), Set.of(), null, Map.of(), new byte[1], true, 0));
        }
        drain(Duration.ofSeconds(30)).stop();
        assertThat(clients).allSatisfy(client -> assertThat(client.messages()).hasSize(1_000));
    }

    @Test
    void whoeverDoesNotGoIsCutOffWhenTheGraceIsOver() {
        CapturingConnection stubborn = new CapturingConnection();
        sessions.open(stubborn);
        long start = System.nanoTime();
        drain(Duration.ofMillis(50)).stop();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(stubborn.closes()).hasSize(1);
        assertThat(stubborn.aborts()).isEqualTo(1);
    }

    @Test
    void aFaultOfOneSessionKeepsNoOther() {
        List<Polite> before = polite(20);
        CapturingConnection broken = new CapturingConnection() {
            @Override
            public synchronized void close(int code, String reason) {
                throw new IllegalStateException("the test's");
            }

            @Override
            public synchronized void abort() {
                throw new IllegalStateException("the test's");
            }
        };
        sessions.open(broken);
        List<Polite> after = polite(20);
        Drain drain = drain(Duration.ofMillis(500));
        drain.stop();
        assertThat(drain.state()).isEqualTo(Drain.State.DRAINED);
        assertThat(Stream.concat(before.stream(), after.stream()))
                .allSatisfy(client -> assertThat(client.closes()).hasSize(1));
    }

    @Test
    void aSessionThatOpensLateIsClosedAtOnce() {
        drain(Duration.ofSeconds(30)).stop();
        CapturingConnection late = new CapturingConnection();
        sessions.open(late);
        assertThat(late.closes()).extracting(CapturingConnection.Closed::code).containsExactly(1012);
    }

    @Test
    void sessionsAreTakenAgainAfterARestart() {
        Drain drain = drain(Duration.ofSeconds(30));
        drain.stop();
        assertThat(drain.isRunning()).isFalse();
        drain.start();
        assertThat(drain.isRunning()).isTrue();
        CapturingConnection next = new CapturingConnection();
        sessions.open(next);
        assertThat(next.closes()).isEmpty();
    }

    private Drain drain(Duration grace) {
        Drain drain = new Drain(sessions, broker, new DrainSettings(grace, 20_000), settings);
        drain.start();
        return drain;
    }

    @Test
    void eachIsToldAnotherTimeToComeBackWhereTheGraceIsTooShortForThePace() {
        List<Polite> clients = polite(1_000);
        Drain drain = new Drain(sessions, broker, new DrainSettings(Duration.ofSeconds(5), 100), settings);
        drain.start();
        assertThat(drain.forecast()).isEqualTo(new DrainPace(1_000, Duration.ZERO, Duration.ofSeconds(10)));
        drain.stop();
        assertThat(clients)
                .extracting(client -> client.closes().getFirst().reason())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1_000)
                        .mapToObj(i -> "restart; retry-ms=" + i * 10)
                        .toList());
    }

    private List<Polite> polite(int count) {
        List<Polite> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(new Polite());
        }
        return clients;
    }
}
