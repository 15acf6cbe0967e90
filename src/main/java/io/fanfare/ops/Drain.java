package io.fanfare.ops;

import io.fanfare.broker.Broker;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Sessions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Ends all sessions before the web server stops: no new ones are taken, each gets what was accepted for it and then the
 * close frame 1012, by which its client knows to come back. Whoever has not gone when the grace is over is cut off.
 */
final class Drain implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private static final long LOOK_AGAIN_MILLIS = 5;

    private final Sessions sessions;
    private final Broker broker;
    private final Duration grace;
    private volatile boolean running;

    Drain(Sessions sessions, Broker broker, DrainSettings settings) {
        this.sessions = sessions;
        this.broker = broker;
        this.grace = settings.grace();
    }

    @Override
    public void start() {
        sessions.accept(true);
        running = true;
    }

    /** Blocks, for the grace at most, so that no time limit of the context's cuts it short. */
    @Override
    public void stop() {
        long start = System.nanoTime();
        sessions.accept(false);
        log.info("Stopping: {} sessions are asked to go, within {} ms", sessions.count(), grace.toMillis());
        try {
            awaitFanout();
            sessions.stream().forEach(session -> session.close(CloseReason.RESTART));
            awaitEnd(start + grace.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cutOff();
        log.info("Sessions are closed, after {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        running = false;
    }

    /** What was accepted is queued for its sessions before they are closed, if that takes no more than half the grace. */
    private void awaitFanout() throws InterruptedException {
        CountDownLatch queued = new CountDownLatch(1);
        broker.whenQueued(queued::countDown);
        if (!queued.await(grace.toNanos() / 2, TimeUnit.NANOSECONDS)) {
            log.warn("Some accepted events do not reach their sessions: the fan-out is too far behind");
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
            sessions.stream().forEach(session -> session.connection().abort());
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
