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
import org.jspecify.annotations.Nullable;

/**
 * Who is on which destination, as subscriptions begin and end: a session is there while it subscribes to exactly that
 * destination. One with wildcards listens and is nowhere. Thread-safe.
 */
final class Attendances implements SubscriptionListener {

    private final List<KeptPattern> rules;
    private final int mostNamed;
    private final long intervalNanos;
    private final LongSupplier nanos;
    private final Agenda agenda = new Agenda();
    /** Of the destinations where someone is, or was lately. */
    private final Map<Destination, Attendance> attendances = new ConcurrentHashMap<>();

    /** @param nanos the time, as of {@link System#nanoTime} */
    Attendances(PresenceSettings settings, LongSupplier nanos) {
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
        long now = nanos.getAsLong();
        attendances.compute(pattern.destination(), (topic, known) -> {
            Attendance attendance = known == null ? new Attendance(topic, rule, mostNamed, intervalNanos, now) : known;
            agenda.add(attendance, attendance.enter(session, now));
            return attendance;
        });
    }

    @Override
    public void ended(Subscription subscription) {
        subscription.patterns().forEach(pattern -> leave(pattern, subscription.session()));
    }

    private void leave(DestinationPattern pattern, Session session) {
        Attendance attendance = pattern.isConcrete() ? attendances.get(pattern.destination()) : null;
        if (attendance != null) {
            agenda.add(attendance, attendance.leave(session, nanos.getAsLong()));
        }
    }

    /** Forgets a destination where nobody is, if nothing is left to be told. */
    void forget(Attendance attendance) {
        attendances.computeIfPresent(attendance.topic(), (topic, known) -> known.isOver() ? null : known);
    }
}
