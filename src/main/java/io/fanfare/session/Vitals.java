package io.fanfare.session;

import io.fanfare.security.Lifetimes;
import io.fanfare.stomp.HeartBeat;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Looks after the times of one session: heart-beats and pings, silence, deadlines, its token, and a close that takes
 * too long. */
public final class Vitals {

    private static final Burst PING = Burst.ping();

    private final Session session;
    private final long closeGraceNanos;
    private final Lifetimes lifetimes;
    private final Pulse pulse;
    private volatile @Nullable LongConsumer watcher;

    Vitals(Session session, long closeGraceNanos, Lifetimes lifetimes) {
        this.session = session;
        this.closeGraceNanos = closeGraceNanos;
        this.lifetimes = lifetimes;
        this.pulse = new Pulse(session.openedNanos());
    }

    /**
     * Begins the heart-beats of both directions, in milliseconds, 0 for none. A client that promised none is sent pings
     * every {@code pingMillis}, if its transport answers them. One that is silent for two and a half intervals is gone.
     */
    public void beat(HeartBeat agreed, long pingMillis) {
        pulse.start(agreed, session.connection().answersPings() ? pingMillis : 0, System.nanoTime());
    }

    /** Something, whatever it was, came from the client. */
    public void heard() {
        pulse.heard();
    }

    /** Data went to the client. */
    void wrote() {
        pulse.wrote();
    }

    /** Calls {@code watcher} at each visit, with the time in nanoseconds. */
    public void watch(LongConsumer watcher) {
        this.watcher = watcher;
    }

    /** Looks at the times. Called by the ticker, {@code period} nanoseconds after the last visit. */
    void visit(long now, long period) {
        if (session.isClosing()) {
            if (now - session.closingSince() > closeGraceNanos) {
                session.connection().abort();
            }
            return;
        }
        String over = lifetimes.whyOver(session.identity());
        if (over != null) {
            session.fail(CloseReason.UNAUTHENTICATED, over);
            return;
        }
        LongConsumer watching = watcher;
        if (watching != null) {
            watching.accept(now);
        }
        switch (pulse.visit(now, period)) {
            case BEAT -> beat();
            case PING -> session.outbox().send(PING);
            case LOST -> lost(now);
            case NOTHING -> {
                // until the next visit
            }
        }
    }

    private void beat() {
        if (session.outbox().bytes() == 0) {
            session.outbox().send(session.connection().form().beat());
        }
    }

    private void lost(long now) {
        session.fail(
                CloseReason.HEARTBEAT_LOST,
                "Nothing was heard from the client for " + pulse.silentMillis(now) + " ms.");
    }
}
