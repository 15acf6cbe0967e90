package io.fanfare.limit;

import io.fanfare.event.DestinationPattern;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What all sessions subscribe to: how many different destinations and patterns that are. Thread-safe. */
public final class SubscribedDestinations {

    private final int most;
    private final Map<DestinationPattern, Integer> subscriptions = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    public SubscribedDestinations(Limits limits) {
        this.most = limits.destinations();
    }

    /**
     * One more subscription; it is to {@link #leave} when it ends, unless this fails.
     *
     * @throws LimitException if nobody subscribes to this yet, and there are too many others
     */
    public void enter(DestinationPattern pattern) {
        if (most > 0) {
            subscriptions.compute(pattern, (key, count) -> count == null ? first() : count + 1);
        }
    }

    private int first() {
        if (size.incrementAndGet() > most) {
            size.decrementAndGet();
            throw new LimitException(
                    Limit.DESTINATIONS, "All sessions together subscribe to at most " + most + " destinations");
        }
        return 1;
    }

    /** One that had entered has ended. */
    public void leave(DestinationPattern pattern) {
        if (most > 0) {
            subscriptions.computeIfPresent(pattern, (key, count) -> {
                if (count > 1) {
                    return count - 1;
                }
                size.decrementAndGet();
                return null;
            });
        }
    }
}
