package io.fanfare.ops;

import static java.util.Objects.requireNonNull;

import io.fanfare.broker.Broker;
import io.fanfare.session.Session;
import io.fanfare.session.SessionSettings;
import io.fanfare.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Lets all sessions go, when an operator says so and before the web server stops: no new ones are taken; one by one each gets
 * what was accepted for it and then the close frame 1012, by which its client knows when to come back. Whoever has not gone
 * when the grace is over is cut off.
 */
final class Drain implements SmartLifecycle {

    /** How far it has come. */
    enum State {
        ACCEPTING,
        DRAINING,
        DRAINED
    }

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private static final long LOOK_AGAIN_MILLIS = 5;

    private final Sessions sessions;
    private final Broker broker;
    private final DrainSettings settings;
    private final Duration room;
    private volatile boolean running;
    private @Nullable Thread draining;

    Drain(Sessions sessions, Broker broker, DrainSettings settings, SessionSettings session) {
        this.sessions = sessions;
        this.broker = broker;
        this.settings = settings;
        Duration left = settings.grace().minus(session.closeGrace());
        this.room = left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public synchronized void start() {
        draining = null;
        sessions.accept(true);
        running = true;
    }

    /** Begins, if it has not begun yet, and returns at once. */
    synchronized void begin() {
        if (draining == null) {
            sessions.accept(false);
            draining = Thread.ofVirtual().name("drain").start(this::drain);
        }
    }

    synchronized State state() {
        if (draining == null) {
            return State.ACCEPTING;
        }
        return draining.isAlive() ? State.DRAINING : State.DRAINED;
    }

    /** How sessions would go from now on. */
    DrainPace forecast() {
        return DrainPace.of(sessions.count(), settings.rate(), room);
    }

    /** Blocks, for the grace at most, so that no time limit of the context's cuts it short. */
    @Override
    public void stop() {
        begin();
        try {
            current().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = false;
    }

    private synchronized Thread current() {
        return requireNonNull(draining);
    }

    private void drain() {
        long start = System.nanoTime();
        log.info(
                "Stopping: {} sessions are asked to go, within {} ms",
                sessions.count(),
                settings.grace().toMillis());
        try {
            awaitFanout();
            ask(start);
            awaitEnd(start + settings.grace().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cutOff();
        log.info("Sessions are closed, after {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    /** What was accepted is queued for its sessions before they are closed, if that takes no more than half the grace. */
    private void awaitFanout() throws InterruptedException {
        CountDownLatch queued = new CountDownLatch(1);
        broker.whenQueued(queued::countDown);
        if (!queued.await(settings.grace().toNanos() / 2, TimeUnit.NANOSECONDS)) {
            log.warn("Some accepted events do not reach their sessions: the fan-out is too far behind");
        }
    }

    private void ask(long start) throws InterruptedException {
        List<Session> all = sessions.stream().toList();
        DrainPace pace = DrainPace.of(all.size(), settings.rate(), room);
        for (int i = 0; i < all.size(); i++) {
            long early = TimeUnit.NANOSECONDS.toMillis(start + pace.closeNanos(i) - System.nanoTime());
            if (early > 0) {
                Thread.sleep(early);
            }
            Session session = all.get(i);
            long retryMillis = pace.retryMillis(i);
            despiteFaults(session, "asked to go", () -> session.restart(retryMillis));
        }
    }

    /** Goes on after whatever fault: it is to be done to the others too. */
    private static void despiteFaults(Session session, String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            session.tag(log.atError()).setCause(e).log("Session {} could not be {}", session.id(), what);
        }
    }

    private void awaitEnd(long deadline) throws InterruptedException {
        while (sessions.count() > 0 && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private void cutOff() {
        int left = sessions.count();
        if (left > 0) {
            log.warn("{} sessions have not gone in time (fanfare.drain.grace) and are cut off", left);
            sessions.stream()
                    .forEach(session -> despiteFaults(
                            session, "cut off", () -> session.connection().abort()));
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A paused context keeps its web server, and so its sessions. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
    }
}
