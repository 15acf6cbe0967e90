package io.fanfare.relay;

import io.fanfare.broker.UnavailableException;
import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Position;
import io.fanfare.history.Resume;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients wait who are ahead of this instance: it has not read yet what they know, or what is to be known before anybody
 * subscribes. Thread-safe.
 */
final class CatchingUp {

    private static final long LOOK_AGAIN_NANOS = 10_000_000;

    /** Of no log. */
    private static final Position NOWHERE = new Position(0, -1);

    private final BooleanSupplier live;
    private final Supplier<Position> newest;
    private final Duration patience;

    /** Where the log stood when it had been read for the first time; null before. */
    private volatile @Nullable Position beginning;

    /**
     * @param live whether all has been read that there is
     * @param newest where the log stands
     * @param patience how long clients wait at most
     */
    CatchingUp(BooleanSupplier live, Supplier<Position> newest, Duration patience) {
        this.live = live;
        this.newest = newest;
        this.patience = patience;
    }

    /** Whether all that there was has been read once. */
    boolean isOver() {
        if (beginning == null && live.getAsBoolean()) {
            beginning = newest.get();
        }
        return beginning != null;
    }

    /** @throws UnavailableException if not all has been read in time */
    void await() {
        if (!awaitTrue(this::isOver)) {
            throw unavailable();
        }
    }

    /**
     * Waits until the log stands where a client wants to resume, and returns from where it hears then.
     *
     * @throws UnavailableException if it does not, and should
     */
    Resume await(Resume resume, List<DestinationPattern> patterns) {
        await();
        Position after = resume.after();
        if (after == null) {
            return resume;
        }
        if (!awaitTrue(() -> isBehind(after)) && !live.getAsBoolean()) {
            throw unavailable();
        }
        return new Resume(here(after, patterns), resume.last(), resume.liveOnGap(), resume.gapInMessage());
    }

    private boolean isBehind(Position after) {
        Position now = newest.get();
        return after.epoch() < now.epoch()
                || (after.epoch() == now.epoch() && Epoch.place(after.offset()) <= Epoch.place(now.offset()));
    }

    /** Between two places of all there are those of one instance alone: those of another are none here. */
    private Position here(Position after, List<DestinationPattern> patterns) {
        Position now = newest.get();
        boolean elsewhere = after.epoch() == now.epoch() && after.offset() > now.offset() && isBehind(after);
        boolean presence = patterns.stream().anyMatch(each -> each.kind() == Destination.Kind.PRESENCE);
        Position first = beginning;
        if (presence && (elsewhere || (first != null && after.compareTo(first) < 0))) {
            return NOWHERE;
        }
        return elsewhere ? now : after;
    }

    private boolean awaitTrue(BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return true;
    }

    private static UnavailableException unavailable() {
        return new UnavailableException("This instance does not know yet all that it must: come back later.");
    }
}
