package io.fanfare.broker;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.Match;
import io.fanfare.fanout.MessageFrame;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.CrowdedException;
import io.fanfare.history.DestinationCount;
import io.fanfare.history.History;
import io.fanfare.history.HistoryPage;
import io.fanfare.history.HistoryQuery;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.Recovery;
import io.fanfare.history.ReplayListener;
import io.fanfare.history.Replays;
import io.fanfare.history.Resume;
import io.fanfare.history.TracedEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log of this instance, whoever decides on its order. One short critical section puts an event into its place, keeps it,
 * and puts it into the inboxes of the fan-out; the same section orders subscriptions, and decides what is published twice or
 * too late.
 */
public abstract class EventLog implements Broker {

    /** The place behind the newest event. */
    protected static final long NEXT = -1;

    /** Where there is no place in front of which nothing counts. */
    protected static final long NEVER = -1;

    private final ReentrantLock log = new ReentrantLock();
    private final Fanout fanout;
    private final History history;
    private final PublishedIds ids;
    private final Replays replays;
    private final SubscriptionListener listener;
    private final AppendListener appends;
    private final InstantSource clock;

    /** @param epoch tells this log from all others; not negative */
    protected EventLog(
            Fanout fanout,
            long epoch,
            HistorySettings settings,
            InstantSource clock,
            ReplayListener replayListener,
            SubscriptionListener listener,
            AppendListener appends) {
        this.fanout = fanout;
        this.history = new History(epoch, settings);
        this.ids = new PublishedIds(settings.ids());
        this.replays = new Replays(log, history, fanout, clock, replayListener, settings.catchingUp());
        this.listener = listener;
        this.appends = appends;
        this.clock = clock;
    }

    /**
     * Puts what was handed in into the log, or decides that it has no place there. What counts is what stands in the log
     * behind {@code horizon} alone: all instances that share a log know as much.
     *
     * @param at offset of the first event, those of the others following; or {@link #NEXT}
     * @param horizon up to this offset ids are forgotten, and no event can be expected to be a destination's last; or
     *     {@link #NEVER}
     * @return what was published, or was before
     * @throws IdConflictException if another was published under the same id
     * @throws MovedException if a destination has moved behind the expected position
     */
    protected final List<Publication> append(Submission submission, long at, long horizon) {
        long now = System.nanoTime();
        List<Event> events = submission.events();
        List<Publication> publications = new ArrayList<>(events.size());
        List<Match> matches = new ArrayList<>(events.size());
        log.lock();
        try {
            List<Publication> before = ids.find(submission, horizon);
            if (before != null) {
                return before;
            }
            checkExpected(submission, horizon);
            for (Event event : events) {
                Position position =
                        at == NEXT ? history.append(event) : history.append(event, at + publications.size());
                Match match = fanout.match(event.destination(), event.users());
                fanout.deliver(new MessageFrame(event, position, now), match);
                matches.add(match);
                publications.add(Publication.of(event, position, match.sessions()));
            }
            ids.add(submission, publications);
        } finally {
            log.unlock();
        }
        matches.forEach(fanout::drain);
        for (int i = 0; i < events.size(); i++) {
            appends.appended(
                    submission.scope(), events.get(i), publications.get(i).subscribers());
        }
        return publications;
    }

    private void checkExpected(Submission submission, long horizon) {
        Position expected = submission.expected();
        if (expected == null) {
            return;
        }
        for (Event event : submission.events()) {
            long newest = Math.max(newest(event), horizon);
            Position position = history.position(newest);
            boolean known = expected.epoch() == position.epoch() && expected.compareTo(history.position()) <= 0;
            if (!known || newest > expected.offset()) {
                throw new MovedException(event.destination(), position);
            }
        }
    }

    /** Something may have been lost before it could be put in: the next MESSAGE of each subscription tells of it. */
    protected final void lost() {
        log.lock();
        try {
            fanout.lost(history.position());
        } finally {
            log.unlock();
        }
        fanout.wake();
    }

    /** Nothing stands up to this offset that is not in the log already. */
    protected final void reached(long offset) {
        log.lock();
        try {
            history.reached(offset);
        } finally {
            log.unlock();
        }
    }

    /**
     * Forgets all, for another log begins, or the same one is read anew. Who is subscribed hears it from there on; the next
     * MESSAGE of each tells of the gap.
     *
     * @param first the first offset that is read
     * @param whole whether nothing stood in front of that
     */
    protected final void begin(long epoch, long first, boolean whole) {
        log.lock();
        try {
            Position last = history.position();
            history.begin(epoch, first, whole);
            ids.clear();
            if (last.offset() >= 0) {
                fanout.lost(last);
            }
        } finally {
            log.unlock();
        }
        fanout.wake();
    }

    /** Where the last event stands at the destination of another, or for any of its users there. */
    private long newest(Event event) {
        return event.destination().kind() == Destination.Kind.USER
                ? event.users().stream()
                        .mapToLong(user -> history.newest(event.destination(), user))
                        .max()
                        .orElse(-1)
                : history.newest(event.destination(), null);
    }

    @Override
    public void subscribe(Subscription subscription, Resume resume, Consumer<Recovery> live) {
        listener.began(subscription);
        try {
            replays.subscribe(subscription, resume, live);
        } catch (CrowdedException e) {
            throw new OverloadedException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void unsubscribe(Subscription subscription, Runnable gone) {
        listener.ended(subscription);
        replays.unsubscribe(subscription, gone);
    }

    @Override
    public Match match(Destination destination, Set<String> users) {
        log.lock();
        try {
            return fanout.match(destination, users);
        } finally {
            log.unlock();
        }
    }

    @Override
    public void whenQueued(Runnable action) {
        log.lock();
        try {
            fanout.mark(action);
        } finally {
            log.unlock();
        }
        fanout.wake();
    }

    @Override
    public Position position() {
        log.lock();
        try {
            return history.position();
        } finally {
            log.unlock();
        }
    }

    @Override
    public HistoryPage history(HistoryQuery query) {
        log.lock();
        try {
            history.expire(clock.millis());
            return query.read(history);
        } finally {
            log.unlock();
        }
    }

    @Override
    public int clearHistory(Destination destination, @Nullable String user) {
        log.lock();
        try {
            return history.clear(destination, user);
        } finally {
            log.unlock();
        }
    }

    @Override
    public List<TracedEvent> trace(String id) {
        return positions(id).stream()
                .flatMap(position -> Stream.ofNullable(replays.trace(position.offset())))
                .toList();
    }

    private List<Position> positions(String id) {
        log.lock();
        try {
            List<Publication> published = ids.find(id);
            if (!published.isEmpty()) {
                return published.stream().map(Publication::position).toList();
            }
            Position position = Position.parse(id);
            return position.epoch() == history.position().epoch() ? List.of(position) : List.of();
        } catch (IllegalArgumentException e) {
            return List.of();
        } finally {
            log.unlock();
        }
    }

    @Override
    public HistoryStatus historyStatus() {
        log.lock();
        try {
            history.expire(clock.millis());
            return new HistoryStatus(history.bytes(), history.events(), replays.count());
        } finally {
            log.unlock();
        }
    }

    @Override
    public long evicted(History.Cause cause) {
        return history.evicted(cause);
    }

    @Override
    public List<DestinationStatus> destinations(Predicate<Destination> filter, int most) {
        List<DestinationStatus> all = new ArrayList<>();
        known().stream()
                .filter(filter)
                .sorted(Comparator.comparing(Destination::toString))
                .limit(most)
                .forEach(destination -> {
                    all.add(status(destination));
                    letPublishersIn();
                });
        return all;
    }

    private List<Destination> known() {
        log.lock();
        try {
            List<Destination> known = history.destinations();
            fanout.forEachSubscribed(destination -> {
                if (!history.knows(destination)) {
                    known.add(destination);
                }
            });
            return known;
        } finally {
            log.unlock();
        }
    }

    private DestinationStatus status(Destination destination) {
        log.lock();
        try {
            DestinationCount count = history.count(destination);
            int subscribers = fanout.subscribers(destination);
            return new DestinationStatus(destination.toString(), subscribers, count.events(), count.last());
        } finally {
            log.unlock();
        }
    }

    private void letPublishersIn() {
        if (log.hasQueuedThreads()) {
            LockSupport.parkNanos(1);
        }
    }

    @Override
    public int destinationCount() {
        log.lock();
        try {
            return history.destinationCount() + fanout.countSubscribed(destination -> !history.knows(destination));
        } finally {
            log.unlock();
        }
    }

    @Override
    public long waitingBytes() {
        return fanout.waitingBytes();
    }

    @Override
    public int subscriptions() {
        log.lock();
        try {
            return fanout.subscriptions() + replays.count();
        } finally {
            log.unlock();
        }
    }
}
