package io.fanfare.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.broker.AppendListener;
import io.fanfare.broker.Broker;
import io.fanfare.broker.EmbeddedBroker;
import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.ReplayListener;
import io.fanfare.history.Resume;
import io.fanfare.security.Identity;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.SessionSettings;
import io.fanfare.session.Sessions;
import io.fanfare.stomp.StompVersion;
import io.fanfare.testing.CapturingConnection;
import io.fanfare.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Presence on a broker of its own, whose time is the test's. */
final class Rooms implements AutoCloseable {

    final ManualClock clock = new ManualClock();
    final Sessions sessions = new Sessions(
            new SessionSettings(DataSize.ofMegabytes(64), Duration.ofSeconds(5), 10_000), SessionListener.NONE, clock);
    final Presence presence;
    final Attendances attendances;
    final Broker broker;

    private final Fanout fanout = new Fanout(2);
    private final Announcer announcer;
    private final CapturingConnection watcher = new CapturingConnection();
    private int read;

    Rooms(PresenceSettings settings) {
        attendances = new Attendances(settings, clock);
        HistorySettings history = new HistorySettings(List.of(), DataSize.ofMegabytes(64), 10_000, 0, 10_000, 1_000);
        broker = new EmbeddedBroker(fanout, 1, history, clock, ReplayListener.NONE, attendances, AppendListener.NONE);
        announcer = new Announcer(attendances, broker, sessions::isAccepting, clock, clock);
        presence = new Presence(attendances, broker);
        fanout.start();
        subscribe(session(watcher, "watcher"), "/presence/#", Resume.LIVE);
    }

    /** Rules for names below {@code room}, and for names below {@code hall} that only count. */
    static PresenceSettings settings(int users, Duration linger) {
        return new PresenceSettings(
                List.of(
                        new PresenceSettings.Rule("/topic/room.#", false, linger),
                        new PresenceSettings.Rule("/topic/hall.#", true, linger)),
                users,
                Duration.ofMillis(200));
    }

    Session session(@Nullable String user) {
        return session(new CapturingConnection(), user);
    }

    private Session session(CapturingConnection connection, @Nullable String user) {
        Session session = sessions.open(connection);
        session.connected(StompVersion.V1_2, Identity.open(user));
        return session;
    }

    /** A session of a user subscribes. */
    Subscription enter(String destination, @Nullable String user) {
        return subscribe(session(user), destination, Resume.LIVE);
    }

    Subscription subscribe(Session session, String pattern, Resume resume) {
        Subscription subscription = fanout.subscription(session, "sub-0", DestinationPattern.parse(pattern));
        broker.subscribe(subscription, resume, recovery -> {});
        return subscription;
    }

    void leave(Subscription subscription) {
        broker.unsubscribe(subscription, () -> {});
    }

    /** Some time passes, and what is to be told by then is told. */
    void pass(long millis) {
        clock.advance(Duration.ofMillis(millis));
        announcer.announceDue();
        awaitQueued();
        // what is queued with the first is written before the second
        awaitQueued();
    }

    private void awaitQueued() {
        CountDownLatch queued = new CountDownLatch(1);
        broker.whenQueued(queued::countDown);
        try {
            assertThat(queued.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The bodies of all that was told so far. */
    List<String> told() {
        return watcher.messages().stream().map(Rooms::body).toList();
    }

    /** What was told since it was asked last. */
    List<String> news() {
        List<String> all = told();
        List<String> news = all.subList(read, all.size());
        read = all.size();
        return news;
    }

    Roll roll(String destination) {
        return Objects.requireNonNull(presence.roll(Destination.parse(destination)));
    }

    /** The body of a MESSAGE. */
    static String body(String message) {
        return message.substring(message.indexOf("\n\n") + 2, message.indexOf('\0'));
    }

    @Override
    public void close() {
        fanout.stop();
    }
}
