package io.fanfare.presence;

import io.fanfare.event.Destination;
import io.fanfare.event.Position;
import io.fanfare.session.Session;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is on one destination, and what was told of it. Both are apart, so that a list of who is there and what is told behind
 * it always agree. Thread-safe; calls nobody. Times are in nanoseconds, of {@link System#nanoTime}.
 */
final class Attendance {

    private static final class Visit {
        final Attendee attendee;
        int subscriptions;

        Visit(Attendee attendee) {
            this.attendee = attendee;
        }
    }

    /** The sessions of a user at another instance; of all that have none, where that is null. */
    private record Visitor(long instance, @Nullable String user) {}

    private record Departure(Attendee attendee, long over) {}

    private final Destination topic;
    private final Destination told;
    private final KeptPattern rule;
    private final int mostNamed;
    private final long intervalNanos;
    private final Map<Session, Visit> visits = new HashMap<>();
    /** Those of other instances; what is counted there are sessions. */
    private final Map<Visitor, Visit> visitors = new HashMap<>();

    private final Map<String, Attendee> named = new HashMap<>();
    private final Attendee unnamed = new Attendee(null);
    /** The earliest first, since all linger for the same time. */
    private final Queue<Departure> departures = new ArrayDeque<>();

    /** Those of whom there may be something to tell. */
    private final Set<Attendee> touched = new LinkedHashSet<>();

    private int count;
    private long notBefore;

    /**
     * @param mostNamed how many users are told by name
     * @param intervalNanos the time between two announcements, at least
     */
    Attendance(Destination topic, KeptPattern rule, int mostNamed, long intervalNanos, long now) {
        this.topic = topic;
        this.told = Destination.parse(Destination.Kind.PRESENCE.prefix() + topic.name());
        this.rule = rule;
        this.mostNamed = mostNamed;
        this.intervalNanos = intervalNanos;
        this.notBefore = now;
    }

    Destination topic() {
        return topic;
    }

    /** Where its changes are told. */
    Destination told() {
        return told;
    }

    /** A session begins to subscribe, perhaps once more. Returns whether it was not there before. */
    synchronized boolean enter(Session session) {
        Visit visit = visits.get(session);
        if (visit == null) {
            visit = new Visit(attendee(session.user()));
            visits.put(session, visit);
            visit.attendee.arrive();
            touched.add(visit.attendee);
        }
        return ++visit.subscriptions == 1;
    }

    private Attendee attendee(@Nullable String user) {
        if (user == null) {
            return unnamed;
        }
        Attendee attendee = named.get(user);
        if (attendee == null && named.size() < mostNamed) {
            attendee = new Attendee(user);
            named.put(user, attendee);
        }
        return attendee == null ? unnamed : attendee;
    }

    /** A session ends a subscription. Returns whether it is not there any more. */
    synchronized boolean leave(Session session, long now) {
        Visit visit = visits.get(session);
        if (visit == null || --visit.subscriptions > 0) {
            return false;
        }
        visits.remove(session);
        depart(visit.attendee, now);
        return true;
    }

    private void depart(Attendee attendee, long now) {
        attendee.depart();
        departures.add(new Departure(attendee, now + rule.lingerNanos()));
    }

    /**
     * Another instance has so many sessions of a user there, or of those without one.
     *
     * @param linger whether those that have gone count on for a while
     */
    synchronized void count(long instance, @Nullable String user, int sessions, boolean linger, long now) {
        Visitor visitor = new Visitor(instance, user);
        Visit visit = visitors.computeIfAbsent(visitor, _ -> new Visit(attendee(user)));
        for (; visit.subscriptions < sessions; visit.subscriptions++) {
            visit.attendee.arrive();
        }
        for (; visit.subscriptions > sessions; visit.subscriptions--) {
            if (linger) {
                depart(visit.attendee, now);
            } else {
                visit.attendee.vanish();
            }
        }
        if (sessions == 0) {
            visitors.remove(visitor);
        }
        touched.add(visit.attendee);
    }

    /** When there may be something to tell of what changes at a time; of who leaves then, when that counts. */
    synchronized long due(long at, boolean leaving) {
        return allowed(leaving ? at + rule.lingerNanos() : at);
    }

    private long allowed(long at) {
        return at - notBefore < 0 ? notBefore : at;
    }

    /** What has changed since the last time, perhaps nothing; from now on it counts as told. */
    synchronized List<Announcement> announce(long now) {
        settle(now);
        int before = count;
        int unnamedBefore = unnamed.told();
        unnamed.tell();
        touched.remove(unnamed);
        Changes changes = new Changes(unnamed.told(), count + unnamed.told() - unnamedBefore);
        boolean any = unnamed.told() != unnamedBefore;
        for (Attendee attendee : touched) {
            any |= tell(attendee, changes);
        }
        touched.clear();
        count = changes.count();
        if (!any || (rule.countOnly() && count == before)) {
            return List.of();
        }
        notBefore = now + intervalNanos;
        return rule.countOnly() ? List.of(Announcement.of(count)) : changes.announcements();
    }

    private void settle(long now) {
        for (Departure first = departures.peek(); first != null && first.over - now <= 0; first = departures.peek()) {
            departures.remove();
            first.attendee.settle();
            touched.add(first.attendee);
        }
    }

    private boolean tell(Attendee attendee, Changes changes) {
        int before = attendee.told();
        attendee.tell();
        int sessions = attendee.told();
        String user = attendee.user;
        if (user == null) {
            return false;
        }
        if (sessions == 0) {
            named.remove(user);
        }
        if (sessions != before) {
            changes.add(user, before, sessions);
        }
        return sessions != before;
    }

    /** When the next of those who have gone does not count any more; null if there is none. */
    synchronized @Nullable Long next() {
        Departure first = departures.peek();
        return first == null ? null : allowed(first.over);
    }

    /** Whether nobody is there and nothing is left to be told. */
    synchronized boolean isOver() {
        return visits.isEmpty() && visitors.isEmpty() && departures.isEmpty() && touched.isEmpty();
    }

    /** Who was told to be there. */
    synchronized Roll roll(Position position) {
        if (rule.countOnly()) {
            return new Roll(position, count, unnamed.told(), null);
        }
        List<UserSessions> users = named.values().stream()
                .filter(attendee -> attendee.told() > 0)
                .map(attendee -> new UserSessions(String.valueOf(attendee.user), attendee.told()))
                .sorted(Comparator.comparing(UserSessions::user))
                .toList();
        return new Roll(position, count, unnamed.told(), users);
    }
}
