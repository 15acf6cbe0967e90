package io.fanfare.websocket;

import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitCounts;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** By when a client must have gone on, or its session ends. Set by the conversation, looked at by the ticker. */
final class Deadline {

    private record Due(
            long nanos,
            CloseReason reason,
            String message,
            @Nullable Limit limit) {}

    private final Session session;
    private final LimitCounts counts;
    private volatile @Nullable Due due;

    /** @param counts to count who is too late for a limit */
    Deadline(Session session, LimitCounts counts) {
        this.session = session;
        this.counts = counts;
    }

    /** Gives the client this long; then its session is closed for {@code reason}. */
    void set(Duration time, CloseReason reason, String message) {
        due = new Due(System.nanoTime() + time.toNanos(), reason, message, null);
    }

    /** Gives the client as long as a limit allows; what it has not done then, is said in words without a full stop. */
    void set(Duration time, Limit limit, String missing) {
        String message = missing + " (" + limit.setting() + ").";
        due = new Due(System.nanoTime() + time.toNanos(), CloseReason.PROTOCOL_ERROR, message, limit);
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
            if (current.limit != null) {
                counts.reached(current.limit);
            }
            session.fail(current.reason, current.message);
        }
    }
}
