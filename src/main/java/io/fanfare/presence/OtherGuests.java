package io.fanfare.presence;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The guests of other instances, as these have told: what changes among them goes on into the attendances. One thread at a
 * time.
 */
final class OtherGuests {

    /** How many there may be in all; what goes beyond is not known here. */
    static final int MOST = 1_000_000;

    private final Attendances attendances;
    private final int most;
    private final Map<Long, Map<Guest, Integer>> known = new HashMap<>();

    /** Of instances that tell all again: what they have told so far. */
    private final Map<Long, Map<Guest, Integer>> again = new HashMap<>();

    private int size;

    OtherGuests(Attendances attendances, int most) {
        this.attendances = attendances;
        this.most = most;
    }

    void repeating(long instance) {
        drop(again.put(instance, new HashMap<>()));
    }

    /** @throws IOException if there are too many */
    void heard(long instance, List<GuestCount> counts) throws IOException {
        Map<Guest, Integer> repeated = again.get(instance);
        Map<Guest, Integer> guests = known.computeIfAbsent(instance, _ -> new HashMap<>());
        for (GuestCount count : counts) {
            put(repeated == null ? guests : repeated, count.guest(), count.sessions());
            if (repeated == null) {
                attendances.count(instance, count.guest(), count.sessions(), true);
            }
        }
    }

    private void put(Map<Guest, Integer> guests, Guest guest, int sessions) throws IOException {
        if (sessions == 0) {
            size -= guests.remove(guest) == null ? 0 : 1;
        } else if (size < most || guests.containsKey(guest)) {
            size += guests.put(guest, sessions) == null ? 1 : 0;
        } else {
            throw new IOException("more than " + most + " guests");
        }
    }

    void repeated(long instance) {
        Map<Guest, Integer> now = again.remove(instance);
        if (now == null) {
            return;
        }
        Map<Guest, Integer> before = known.put(instance, now);
        if (before != null) {
            before.keySet().stream()
                    .filter(guest -> !now.containsKey(guest))
                    .forEach(guest -> attendances.count(instance, guest, 0, true));
        }
        drop(before);
        now.forEach((guest, sessions) -> attendances.count(instance, guest, sessions, true));
    }

    /** @param linger whether they count on for a while, as those do that leave */
    void gone(long instance, boolean linger) {
        drop(again.remove(instance));
        Map<Guest, Integer> before = known.remove(instance);
        if (before != null) {
            before.keySet().forEach(guest -> attendances.count(instance, guest, 0, linger));
            drop(before);
        }
    }

    private void drop(@Nullable Map<Guest, Integer> guests) {
        size -= guests == null ? 0 : guests.size();
    }
}
