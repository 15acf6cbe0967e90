package io.fanfare.presence;

import io.fanfare.broker.SubscriptionListener;
import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.fanout.Subscription;
import io.fanfare.session.Session;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is on which destination, as subscriptions begin and end: a session is there while it subscribes to exactly that
 * destination. One with wildcards listens and is nowhere. Thread-safe.
 */
final class Attendances implements SubscriptionListener {

    private final List<KeptPattern> rules;
    private final int mostNamed;
    private final long intervalNanos;
    private final OwnGuests own;
    private final LongSupplier nanos;
    private final Agenda agenda = new Agenda();
    /** Of the destinations where someone is, or was lately. */
    private final Map<Destination, Attendance> attendances = new ConcurrentHashMap<>();

    /**
     * @param own learns which of them are of this instance
     * @param nanos the time, as of {@link System#nanoTime}
     */
    Attendances(PresenceSettings settings, OwnGuests own, LongSupplier nanos) {
        this.own = own;
        this.rules = settings.rules().stream().map(KeptPattern::of).toList();
        this.mostNamed = settings.users();
        this.intervalNanos = settings.interval().toNanos();
        this.nanos = nanos;
    }

    long intervalNanos() {
        return intervalNanos;
    }

    /** The destinations that there may be something to tell of. */
    Agenda agenda() {
        return agenda;
    }

    int size() {
        return attendances.size();
    }

    /** Whether it is told who is on every destination that a {@code /presence/} pattern can match. */
    boolean areKept(DestinationPattern told) {
        return rules.stream().anyMatch(rule -> rule.told().covers(told));
    }

    /** What is kept of all destinations of a pattern; null if nothing is. */
    @Nullable
    KeptPattern rule(DestinationPattern topics) {
        for (KeptPattern rule : rules) {
            if (rule.topics().covers(topics)) {
                return rule;
            }
        }
        return null;
    }

    @Nullable
    Attendance get(Destination topic) {
        return attendances.get(topic);
    }

    @Override
    public void began(Subscription subscription) {
        subscription.patterns().forEach(pattern -> enter(pattern, subscription.session()));
    }

    private void enter(DestinationPattern pattern, Session session) {
        KeptPattern rule = pattern.isConcrete() ? rule(pattern) : null;
        if (rule == null) {
            return;
        }
        Destination topic = pattern.destination();
        change(topic, rule, (attendance, now) -> {
            if (attendance.enter(session)) {
                own.count(new Guest(topic, session.user()), 1);
            }
        });
    }

    private void change(Destination of, KeptPattern rule, ObjLongConsumer<Attendance> change) {
        long now = nanos.getAsLong();
        attendances.compute(of, (topic, known) -> {
            Attendance attendance = known == null ? new Attendance(topic, rule, mostNamed, intervalNanos, now) : known;
            change.accept(attendance, now);
            agenda.add(attendance, attendance.due(now, false));
            return attendance;
        });
    }

    @Override
    public void ended(Subscription subscription) {
        subscription.patterns().forEach(pattern -> leave(pattern, subscription.session()));
    }

    private void leave(DestinationPattern pattern, Session session) {
        Attendance attendance = pattern.isConcrete() ? attendances.get(pattern.destination()) : null;
        long now = nanos.getAsLong();
        if (attendance != null) {
            if (attendance.leave(session, now)) {
                own.count(new Guest(attendance.topic(), session.user()), -1);
            }
            agenda.add(attendance, attendance.due(now, true));
        }
    }

    /**
     * Another instance has so many sessions of a guest, where that is kept here too.
     *
     * @param linger whether those that have gone count on for a while
     */
    void count(long instance, Guest guest, int sessions, boolean linger) {
        KeptPattern rule = rule(DestinationPattern.parse(guest.topic().toString()));
        if (rule != null) {
            change(
                    guest.topic(),
                    rule,
                    (attendance, now) -> attendance.count(instance, guest.user(), sessions, linger, now));
        }
    }

    /** Forgets a destination where nobody is, if nothing is left to be told. */
    void forget(Attendance attendance) {
        attendances.computeIfPresent(attendance.topic(), (topic, known) -> known.isOver() ? null : known);
    }
}
