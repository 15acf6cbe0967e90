package io.fanfare.presence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The guests of this instance, and of which of them others do not know yet. Thread-safe. */
final class OwnGuests {

    private final boolean told;
    private final Map<Guest, Integer> sessions = new HashMap<>();
    private final Set<Guest> changed = new LinkedHashSet<>();

    /** @param told whether there are others; else nothing is kept */
    OwnGuests(boolean told) {
        this.told = told;
    }

    /** A session has come, or one has gone. */
    void count(Guest guest, int change) {
        if (told) {
            countTold(guest, change);
        }
    }

    private synchronized void countTold(Guest guest, int change) {
        sessions.merge(guest, change, (one, other) -> one + other == 0 ? null : one + other);
        changed.add(guest);
        notifyAll();
    }

    synchronized void awaitChange() throws InterruptedException {
        while (changed.isEmpty()) {
            wait();
        }
    }

    /** What others are to be told now, in parts; it counts as told. */
    synchronized List<List<GuestCount>> changes() {
        List<List<GuestCount>> parts = parts(changed);
        changed.clear();
        return parts;
    }

    /** All guests, in parts. */
    synchronized List<List<GuestCount>> all() {
        return parts(sessions.keySet());
    }

    private List<List<GuestCount>> parts(Collection<Guest> guests) {
        List<List<GuestCount>> parts = new ArrayList<>();
        List<GuestCount> part = new ArrayList<>();
        for (Guest guest : guests) {
            part.add(GuestCount.of(guest, sessions.getOrDefault(guest, 0)));
            if (part.size() == GuestCount.MOST) {
                parts.add(part);
                part = new ArrayList<>();
            }
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }
}
