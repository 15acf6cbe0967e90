package io.fanfare.history;

import static java.util.Objects.requireNonNull;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Position;
import io.fanfare.fanout.AckWindow;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.Hearing;
import io.fanfare.fanout.Subscription;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends subscriptions, from wherever in the log they want to hear. One that has to catch up first is no part of
 * the fan-out until it has: then, under the log's lock, what was published last and what is live meet. Thread-safe.
 */
public final class Replays {

    final Lock log;
    final History history;
    final Fanout fanout;
    final ReplayListener listener;
    final RecentFrames recent = new RecentFrames();
    private final InstantSource clock;

    /** Those that are catching up. Guarded by the log's lock. */
    private final Map<Subscription, Replay> replays = new HashMap<>();

    private final int mostWidth;

    /** Of how many destinations these have to read, all together. Guarded by the log's lock. */
    long width;

    /** @param mostWidth {@link HistorySettings#catchingUp} */
    public Replays(
            Lock log, History history, Fanout fanout, InstantSource clock, ReplayListener listener, int mostWidth) {
        this.log = log;
        this.history = history;
        this.fanout = fanout;
        this.clock = clock;
        this.listener = listener;
        this.mostWidth = mostWidth;
    }

    /**
     * Begins a subscription; {@code live} runs before its first event.
     *
     * @throws CrowdedException if it would have to read more than there is room for; it has not begun then
     */
    public void subscribe(Subscription subscription, Resume resume, Consumer<Recovery> live) {
        Replay replay = null;
        Recovery recovery;
        log.lock();
        try {
            checkRoom(subscription, resume);
            history.expire(clock.millis());
            Start start = start(subscription, resume);
            recovery = start.recovery;
            if (!recovery.recovered() && resume.gapInMessage()) {
                subscription.lost(requireNonNull(resume.after()));
            }
            if (start.reading == null || recovery.replayed() == 0) {
                subscription.hearing().live(history.newest());
                fanout.add(subscription, () -> live.accept(start.recovery));
            } else {
                subscription.hearing().catchingUp(start.after);
                subscription.hearing().lost(start.after, start.lostUpTo);
                replay = new Replay(this, subscription, start.after, start.reading);
                replays.put(subscription, replay);
                replay.countWidth(start.reading.width());
                history.beginReading();
            }
        } finally {
            log.unlock();
        }
        tell(resume, recovery);
        if (replay == null) {
            fanout.drain(subscription);
        } else {
            live.accept(recovery);
            replay.begin();
        }
    }

    /** One destination is little, and always read. */
    private void checkRoom(Subscription subscription, Resume resume) {
        boolean past = resume.after() != null || resume.last() > 0;
        if (past && width >= mostWidth && !subscription.patterns().stream().allMatch(DestinationPattern::isConcrete)) {
            listener.replayed(ReplayListener.Outcome.REFUSED);
            throw new CrowdedException();
        }
    }

    private void tell(Resume resume, Recovery recovery) {
        if (resume.after() != null) {
            listener.replayed(recovery.recovered() ? ReplayListener.Outcome.RECOVERED : ReplayListener.Outcome.GAP);
        } else if (resume.last() > 0) {
            listener.replayed(ReplayListener.Outcome.LAST);
        }
    }

    /** @param lostUpTo the offset up to which something is lost, of which the client is told */
    private record Start(
            long after,
            Recovery recovery,
            long lostUpTo,
            @Nullable Reading reading) {}

    /** From where it is sent what was published before. */
    private Start start(Subscription subscription, Resume resume) {
        Position position = history.position();
        Position wanted = resume.after();
        if (wanted == null && resume.last() == 0) {
            return live(true);
        }
        List<DestinationPattern> patterns = subscription.patterns();
        String user = subscription.session().user();
        if (wanted == null) {
            long after = history.before(patterns, user, resume.last());
            Reading reading = new Reading(history, patterns, user, after);
            return new Start(after, new Recovery(true, reading.count(), position), reading.takeLost(), reading);
        }
        boolean known = wanted.epoch() == position.epoch() && wanted.offset() <= position.offset();
        long after = known ? wanted.offset() : -1;
        Reading reading = new Reading(history, patterns, user, after);
        long lostUpTo = reading.takeLost();
        boolean recovered = known && lostUpTo == Part.NOTHING_LOST;
        return !recovered && resume.liveOnGap()
                ? live(false)
                : new Start(after, new Recovery(recovered, reading.count(), position), lostUpTo, reading);
    }

    private Start live(boolean recovered) {
        Position position = history.position();
        return new Start(position.offset(), new Recovery(recovered, 0, position), Part.NOTHING_LOST, null);
    }

    /** Ends a subscription: {@code gone} runs when all that it hears is queued. */
    public void unsubscribe(Subscription subscription, Runnable gone) {
        Replay replay = replayOf(subscription);
        if (replay != null && replay.cancel()) {
            AckWindow window = subscription.window();
            if (window != null) {
                window.close();
            }
            log.lock();
            try {
                remember(subscription);
            } finally {
                log.unlock();
            }
            gone.run();
            return;
        }
        log.lock();
        try {
            remember(subscription);
            fanout.remove(subscription, gone);
        } finally {
            log.unlock();
        }
        fanout.drain(subscription);
    }

    private void remember(Subscription subscription) {
        subscription.hearing().ended(history.newest());
        history.trace.ended(subscription.hearing());
    }

    /** An event of the last ones, and who has heard it; null if it is not remembered. Not under the log's lock. */
    public @Nullable TracedEvent trace(long offset) {
        TracedEvent event;
        List<Hearing> candidates = new ArrayList<>();
        log.lock();
        try {
            Destination destination = history.traced(offset);
            if (destination == null) {
                return null;
            }
            Trace trace = history.trace;
            event = new TracedEvent(
                    history.position(offset),
                    destination,
                    trace.users(offset),
                    trace.timestamp(offset),
                    List.of(),
                    trace.isComplete(offset));
            fanout.match(destination, trace.users(offset)).stream()
                    .map(Subscription::hearing)
                    .forEach(candidates::add);
            replays.keySet().forEach(each -> candidates.add(each.hearing()));
            candidates.addAll(trace.ended());
        } finally {
            log.unlock();
        }
        return event.heardBy(candidates);
    }

    private @Nullable Replay replayOf(Subscription subscription) {
        log.lock();
        try {
            return replays.get(subscription);
        } finally {
            log.unlock();
        }
    }

    /** A subscription has caught up, or has ended. Under the log's lock. */
    void done(Replay replay, Subscription subscription) {
        if (replays.remove(subscription) != null) {
            replay.countWidth(0);
            history.endReading();
        }
    }

    /** How many subscriptions are catching up, one for each pattern. Under the log's lock. */
    public int count() {
        return replays.keySet().stream()
                .mapToInt(subscription -> subscription.patterns().size())
                .sum();
    }
}
