package io.fanfare.session;

import io.fanfare.stomp.HeartBeat;
import java.util.concurrent.TimeUnit;

/**
 * The heart-beats of one session: when one is due, and when the client has been silent for too long. Readers and writers
 * only say that they did something; the times are the ticker's, and right to within its period.
 */
final class Pulse {

    /** What a visit found. */
    enum Due {
        NOTHING,
        /** Data is due: without any, a heart-beat. */
        BEAT,
        PING,
        /** The client is gone. */
        LOST
    }

    // Set by whoever reads or writes, taken down by the ticker. Unordered on purpose: a visit late is early enough.
    private boolean heard;
    private boolean wrote;

    private volatile long lastHeard;
    private long lastWrote;
    private long lastPinged;
    private volatile long beatNanos;
    private volatile long pingNanos;
    private volatile long silenceNanos;

    Pulse(long now) {
        lastHeard = now;
        lastWrote = now;
        lastPinged = now;
    }

    /**
     * Begins. A client that promised no heart-beats is sent pings, if it answers them; one that is silent for two and a half
     * intervals is gone.
     *
     * @param agreed what each direction agreed on, in milliseconds, 0 for none
     * @param pingMillis between pings; 0 for none
     */
    void start(HeartBeat agreed, long pingMillis, long now) {
        lastHeard = now;
        beatNanos = TimeUnit.MILLISECONDS.toNanos(agreed.outgoing());
        pingNanos = agreed.incoming() == 0 ? TimeUnit.MILLISECONDS.toNanos(pingMillis) : 0;
        long interval = agreed.incoming() == 0 ? pingMillis : agreed.incoming();
        silenceNanos = TimeUnit.MILLISECONDS.toNanos(interval) * 5 / 2;
    }

    void heard() {
        heard = true;
    }

    void wrote() {
        wrote = true;
    }

    /** Looks at the times, {@code period} nanoseconds after the last visit. What is due then counts as done. */
    Due visit(long now, long period) {
        if (heard) {
            heard = false;
            lastHeard = now;
        }
        if (wrote) {
            wrote = false;
            lastWrote = now - period;
        }
        if (silenceNanos > 0 && now - lastHeard > silenceNanos) {
            return Due.LOST;
        }
        // However much is written to a client, only a pong shows that it is there.
        if (pingNanos > 0 && now - lastPinged + period >= pingNanos) {
            lastPinged = now;
            return Due.PING;
        }
        if (beatNanos > 0 && now - lastWrote + 2 * period >= beatNanos) {
            lastWrote = now;
            return Due.BEAT;
        }
        return Due.NOTHING;
    }

    /** Milliseconds since the client was last heard. */
    long silentMillis(long now) {
        return TimeUnit.NANOSECONDS.toMillis(now - lastHeard);
    }
}
