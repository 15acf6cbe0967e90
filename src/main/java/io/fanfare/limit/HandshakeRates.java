package io.fanfare.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How fast connections may begin: in total, and from one address. Not thread-safe. */
final class HandshakeRates {

    /** Addresses that are remembered: those that came last. */
    static final int MOST_ADDRESSES = 10_000;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final int most;
    private final int mostPerAddress;
    private final TimeMeter clock;
    private final @Nullable Bucket total;

    private final Map<CountedAddress, Bucket> addresses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CountedAddress, Bucket> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    HandshakeRates(Limits limits, TimeMeter clock) {
        this.most = limits.handshakesPerSecond();
        this.mostPerAddress = limits.handshakesPerSecondPerAddress();
        this.clock = clock;
        this.total = most == 0 ? null : bucket(most);
    }

    private Bucket bucket(int perSecond) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, SECOND))
                .withCustomTimePrecision(clock)
                .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                .build();
    }

    /** Counts a handshake; null if it is not too many. One address that sends too many takes nothing from the others. */
    @Nullable
    LimitReached take(CountedAddress address) {
        Bucket own = mostPerAddress == 0 ? null : addresses.computeIfAbsent(address, each -> bucket(mostPerAddress));
        if (own != null && !own.tryConsume(1)) {
            return new LimitReached(Limit.HANDSHAKES_PER_SECOND_PER_ADDRESS, mostPerAddress);
        }
        return total != null && !total.tryConsume(1) ? new LimitReached(Limit.HANDSHAKES_PER_SECOND, most) : null;
    }

    /** How many addresses are remembered. */
    int size() {
        return addresses.size();
    }
}
