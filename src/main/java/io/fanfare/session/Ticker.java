package io.fanfare.session;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Visits every session once a period, a slice of them at a time, on one thread: heart-beats, pings, silence, and closes
 * that take too long. Times are kept to within a period.
 */
public final class Ticker {

    private static final Logger log = LoggerFactory.getLogger(Ticker.class);

    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(10);
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    private final Sessions sessions;
    private final long period;
    private volatile @Nullable Thread thread;

    /** A ticker that is precise enough for heart-beats of {@code heartbeat}. */
    public Ticker(Sessions sessions, Duration heartbeat) {
        this.sessions = sessions;
        this.period = heartbeat.isZero()
                ? LONGEST_PERIOD.toNanos()
                : clamp(heartbeat.dividedBy(10)).toNanos();
    }

    /** How long it takes to visit all. */
    Duration period() {
        return Duration.ofNanos(period);
    }

    private static Duration clamp(Duration wanted) {
        Duration atLeast = wanted.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : wanted;
        return atLeast.compareTo(LONGEST_PERIOD) > 0 ? LONGEST_PERIOD : atLeast;
    }

    public void start() {
        Thread ticking = Thread.ofPlatform().name("fanfare-ticker").daemon().unstarted(this::run);
        thread = ticking;
        ticking.start();
    }

    public void stop() {
        Thread running = thread;
        thread = null;
        LockSupport.unpark(running);
    }

    @SuppressWarnings("ReferenceEquality")
    private void run() {
        long step = period / sessions.slices();
        long due = System.nanoTime();
        for (int slice = 0; thread == Thread.currentThread(); slice = (slice + 1) % sessions.slices()) {
            long now = System.nanoTime();
            visit(slice, now);
            due = Math.max(due + step, now - period);
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    /** Goes on after whatever fault: without the ticker no one would notice that a client is gone. */
    private void visit(int slice, long now) {
        try {
            sessions.forEach(slice, session -> visit(session, now));
        } catch (RuntimeException | Error e) {
            log.error("Some sessions could not be looked after", e);
        }
    }

    private void visit(Session session, long now) {
        try {
            session.vitals().visit(now, period);
        } catch (RuntimeException | Error e) {
            session.tag(log.atError()).setCause(e).log("Session {} could not be looked after", session.id());
        }
    }
}
