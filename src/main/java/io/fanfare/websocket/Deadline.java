package io.fanfare.websocket;

import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** By when a client must have gone on, or its session ends. Set by the conversation, looked at by the ticker. */
final class Deadline {

    private record Due(long nanos, CloseReason reason, String message) {}

    private final Session session;
    private volatile @Nullable Due due;

    Deadline(Session session) {
        this.session = session;
    }

    /** Gives the client this long; then its session is closed for {@code reason}. */
    void set(Duration time, CloseReason reason, String message) {
        due = new Due(System.nanoTime() + time.toNanos(), reason, message);
    }

    void clear() {
        due = null;
    }

    boolean isSet() {
        return due != null;
    }

    void visit(long now) {
        Due current = due;
        if (current != null && now - current.nanos > 0) {
            session.fail(current.reason, current.message);
        }
    }
}
