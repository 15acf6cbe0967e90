package io.fanfare.limit;

import static java.util.Objects.requireNonNull;

import io.fanfare.event.InvalidDestinationException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How often each limit was reached: once for whatever was refused for it. Thread-safe. */
public final class LimitCounts {

    private final Map<Limit, LongAdder> counts = new EnumMap<>(Limit.class);

    public LimitCounts() {
        for (Limit limit : Limit.values()) {
            counts.put(limit, new LongAdder());
        }
    }

    public void reached(Limit limit) {
        requireNonNull(counts.get(limit)).increment();
    }

    /** Counts a failure, if it is for a limit. */
    public void count(Throwable failure) {
        Limit limit = limit(failure);
        if (limit != null) {
            reached(limit);
        }
    }

    private static @Nullable Limit limit(Throwable failure) {
        return switch (failure) {
            case OfLimit some -> some.limit();
            case InvalidDestinationException wrong -> DestinationBounds.limit(wrong);
            default -> null;
        };
    }

    public long count(Limit limit) {
        return requireNonNull(counts.get(limit)).sum();
    }
}
