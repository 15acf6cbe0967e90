package io.fanfare.history;

import static java.util.Objects.requireNonNull;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The recent events of one log, within a bound in bytes, and up to where those of each destination are gone. Not
 * thread-safe: guarded by the log's lock, but for the figures.
 *
 * <p>What cannot be read any more is known for each destination, so that one at which nothing happened is never called
 * lost. Only what is known of destinations that are forgotten, being too many, is known together.
 */
public final class History {

    /** Why an event is not kept any longer. */
    public enum Cause {
        /** Its destination had more than its rule keeps. */
        SIZE,
        AGE,
        /** All that is kept took more than {@code fanfare.history.max-bytes}. */
        BYTES,
        /** Its destination was forgotten, being one of too many. */
        DESTINATIONS,
        /** An operator cleared the destination. */
        CLEARED
    }

    /** The part of all bytes that events may take which are kept for readings in progress alone. */
    private static final int PASSING_PART = 8;

    private record Rule(DestinationPattern pattern, Retention retention) {}

    private long epoch;
    private final long maxBytes;
    private final List<Rule> rules = new ArrayList<>();
    private final List<Retention> retentions = new ArrayList<>();

    /** Keeps what no rule keeps while someone is catching up. */
    private final Retention passing = new Retention(Integer.MAX_VALUE, Long.MAX_VALUE);

    private int readers;

    final Trace trace;

    final KnownDestinations known;

    private long newest = -1;
    private long stamp;
    private long bytes;
    private long events;
    private final Map<Cause, AtomicLong> evicted = new EnumMap<>(Cause.class);

    /** @param epoch of the log's positions */
    public History(long epoch, HistorySettings settings) {
        this.epoch = epoch;
        this.maxBytes = settings.mostBytes();
        this.trace = new Trace(settings.traced());
        this.known = new KnownDestinations(settings.destinations(), this::retention, this::forget);
        for (Cause cause : Cause.values()) {
            evicted.put(cause, new AtomicLong());
        }
        for (HistorySettings.Rule rule : settings.allRules()) {
            Retention retention = new Retention(rule.size(), rule.age().toMillis());
            rules.add(new Rule(rule.parsed(), retention));
            retentions.add(retention);
        }
        retentions.add(passing);
    }

    public Position position(long offset) {
        return new Position(epoch, offset);
    }

    /** The newest position of the log. */
    public Position position() {
        return position(newest);
    }

    long newest() {
        return newest;
    }

    long stamp() {
        return stamp;
    }

    /**
     * Begins another log, or another part of it. What was known is forgotten.
     *
     * @param first its first offset that can be read
     * @param whole whether nothing stood in front of that
     */
    public void begin(long newEpoch, long first, boolean whole) {
        boolean lost = !whole || newest >= 0;
        known.forgetAll();
        epoch = newEpoch;
        newest = Math.max(newest, first - 1);
        if (lost) {
            known.lost(first - 1, ++stamp);
        }
    }

    /** Nothing stands up to this offset that was not appended. */
    public void reached(long offset) {
        newest = Math.max(newest, offset);
    }

    /** Gives an event the next position, and keeps it where a rule says so. */
    public Position append(Event event) {
        return append(event, newest + 1);
    }

    /** Puts an event behind the newest, and keeps it where a rule says so. */
    public Position append(Event event, long offset) {
        newest = offset;
        trace.published(event, offset);
        expire(event.timestamp());
        DestinationLog all = known.everyone(event.destination());
        all.published(offset);
        if (event.destination().kind() == Destination.Kind.USER) {
            for (String user : event.users()) {
                DestinationLog log = known.user(user, event.destination());
                log.published(offset);
                keep(log, event.forUser(user), offset);
            }
        } else {
            keep(all, event, offset);
        }
        return position(offset);
    }

    private @Nullable Retention retention(Destination destination) {
        for (Rule rule : rules) {
            if (rule.pattern.matches(destination)) {
                return rule.retention;
            }
        }
        return null;
    }

    private void keep(DestinationLog log, Event event, long offset) {
        Retention retention = log.retention == null && readers > 0 ? passing : log.retention;
        if (retention == null) {
            log.lost(offset);
            return;
        }
        Stored stored = new Stored(log, event, offset);
        log.add(stored);
        retention.add(stored);
        bytes += stored.bytes;
        events++;
        if (retention.isFull(log)) {
            evict(log.get(0), retention, Cause.SIZE);
        }
        while (passing.bytes() > maxBytes / PASSING_PART) {
            evictOldest(passing, Cause.BYTES);
        }
        while (bytes > maxBytes) {
            evictOldest(ofOldest(), Cause.BYTES);
        }
    }

    private Retention ofOldest() {
        Retention found = passing;
        long oldest = Long.MAX_VALUE;
        for (Retention retention : retentions) {
            Stored candidate = retention.oldest();
            if (candidate != null && candidate.offset < oldest) {
                oldest = candidate.offset;
                found = retention;
            }
        }
        return found;
    }

    private void evictOldest(Retention retention, Cause cause) {
        Stored oldest = retention.oldest();
        if (oldest != null) {
            evict(oldest, retention, cause);
        }
    }

    /** An event that goes is the oldest of its log, being the oldest of its retention or chosen as such. */
    private void evict(Stored stored, Retention retention, Cause cause) {
        DestinationLog log = stored.log;
        log.removeOldest();
        log.lost(stored.offset);
        retention.remove(stored);
        bytes -= stored.bytes;
        events--;
        if (retention != passing) {
            requireNonNull(evicted.get(cause)).incrementAndGet();
        }
    }

    private void evictAll(DestinationLog log, Cause cause) {
        Retention retention = log.retention == null ? passing : log.retention;
        while (log.size() > 0) {
            evict(log.get(0), retention, cause);
        }
        log.shrink();
    }

    /** Lets go what is too old. */
    public void expire(long nowMillis) {
        for (Retention retention : retentions) {
            for (Stored old = retention.expired(nowMillis); old != null; old = retention.expired(nowMillis)) {
                evict(old, retention, Cause.AGE);
            }
        }
    }

    /** One of too many; returns the stamp of that loss. */
    private long forget(DestinationLog log) {
        evictAll(log, Cause.DESTINATIONS);
        return ++stamp;
    }

    /**
     * Forgets the events of a destination, and returns how many were kept; an event for several users is kept for each.
     *
     * @param user whose events are meant, at a {@code /user/} destination; null for all
     */
    public int clear(Destination destination, @Nullable String user) {
        int cleared = 0;
        for (DestinationLog log : known.logs(destination, user)) {
            cleared += log.size();
            evictAll(log, Cause.CLEARED);
        }
        return cleared;
    }

    /** Someone begins to catch up: from now on all is kept, though it may be for a short time only. */
    void beginReading() {
        readers++;
    }

    /** Someone has caught up, or has given up. */
    void endReading() {
        if (--readers == 0) {
            while (passing.oldest() != null) {
                evictOldest(passing, Cause.AGE);
            }
        }
    }

    /** The offset of the last event of a destination; of a forgotten one the offset that it is not behind. */
    public long newest(Destination destination, @Nullable String user) {
        return known.newest(destination, user);
    }

    /** Whether something that was published to a destination behind an offset is gone. */
    boolean isLost(Destination destination, @Nullable String user, long after) {
        DestinationLog log = known.log(destination, user);
        return log != null
                ? log.gone() > after || (log.retention == null && log.newest() > after)
                : known.isForgotten(DestinationPattern.of(destination), user, after, 0);
    }

    /** The offset behind which the last {@code count} events of some patterns are kept, or all if they are fewer. */
    long before(List<DestinationPattern> patterns, @Nullable String user, int count) {
        PriorityQueue<Long> last = new PriorityQueue<>();
        Set<DestinationLog> logs = Collections.newSetFromMap(new IdentityHashMap<>());
        for (DestinationPattern pattern : patterns) {
            known.forEachActive(pattern, user, -1, log -> {
                if (log.retention != null && logs.add(log)) {
                    addLast(log, count, last);
                }
            });
        }
        Long oldest = last.peek();
        return oldest == null ? newest : oldest - 1;
    }

    /** Puts the offsets of a log's events among the last of all. */
    private static void addLast(DestinationLog log, int count, PriorityQueue<Long> last) {
        for (int i = log.size() - 1; i >= 0; i--) {
            long offset = log.get(i).offset;
            Long oldest = last.peek();
            if (last.size() == count && oldest != null && offset < oldest) {
                return;
            }
            last.add(offset);
            if (last.size() > count) {
                last.remove();
            }
        }
    }

    /** Every destination that is known; the caller's own to change. */
    public List<Destination> destinations() {
        return known.destinations();
    }

    /** What was published to a destination. */
    public DestinationCount count(Destination destination) {
        DestinationLog log = known.log(destination, null);
        return log == null ? DestinationCount.NONE : new DestinationCount(log.events(), position(log.newest()));
    }

    public int destinationCount() {
        return known.size();
    }

    public boolean knows(Destination destination) {
        return known.log(destination, null) != null;
    }

    /** Where an event went that is one of the last; null if it is not remembered. */
    @Nullable
    Destination traced(long offset) {
        return trace.destination(offset);
    }

    /** What the kept events take, about. */
    public long bytes() {
        return bytes;
    }

    /** How many events are kept; one for several users is kept for each. */
    public long events() {
        return events;
    }

    /** How many events went for a reason, since the start; any thread. */
    public long evicted(Cause cause) {
        return requireNonNull(evicted.get(cause)).get();
    }
}
