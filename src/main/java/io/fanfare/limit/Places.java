package io.fanfare.limit;

import io.github.bucket4j.TimeMeter;
import java.util.HashMap;
import java.util.Map;

/** How many may be connected, and how fast connections may begin: in total, and from one address. Thread-safe. */
public final class Places {

    private final int most;
    private final int mostPerAddress;
    private final HandshakeRates rates;
    private final LimitCounts counts;

    /** The places taken from each address that has any. */
    private final Map<CountedAddress, Integer> addresses = new HashMap<>();

    private int taken;

    /** @param counts to count who gets none */
    public Places(Limits limits, LimitCounts counts) {
        this(limits, counts, TimeMeter.SYSTEM_NANOTIME);
    }

    Places(Limits limits, LimitCounts counts, TimeMeter clock) {
        this.counts = counts;
        most = limits.connections();
        mostPerAddress = limits.connectionsPerAddress();
        rates = new HandshakeRates(limits, clock);
    }

    /**
     * Takes a place for whoever is at this address, or tells which limit is reached.
     *
     * @param address an IP address; all other texts count as one
     */
    public Admission take(String address) {
        Admission admission = decide(address);
        if (admission instanceof LimitReached reached) {
            counts.reached(reached.limit());
        }
        return admission;
    }

    private synchronized Admission decide(String address) {
        CountedAddress counted = CountedAddress.of(address);
        if (most > 0 && taken >= most) {
            return new LimitReached(Limit.CONNECTIONS, most);
        }
        if (mostPerAddress > 0 && addresses.getOrDefault(counted, 0) >= mostPerAddress) {
            return new LimitReached(Limit.CONNECTIONS_PER_ADDRESS, mostPerAddress);
        }
        LimitReached rate = rates.take(counted);
        if (rate != null) {
            return rate;
        }
        taken++;
        addresses.merge(counted, 1, Integer::sum);
        return new Place(this, counted);
    }

    synchronized void giveBack(Place place) {
        if (place.leave()) {
            taken--;
            addresses.computeIfPresent(place.address(), (address, count) -> count == 1 ? null : count - 1);
        }
    }

    /** How many are taken. */
    public synchronized int taken() {
        return taken;
    }
}
