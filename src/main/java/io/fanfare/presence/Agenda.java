package io.fanfare.presence;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Which destinations are to be looked at when: each once, at the earliest time it was added for. Thread-safe. */
final class Agenda {

    private record Entry(Attendance attendance, long at, long number) {
        static final Comparator<Entry> ORDER = Entry::compare;

        private static int compare(Entry one, Entry other) {
            return one.at == other.at ? Long.compare(one.number, other.number) : Long.signum(one.at - other.at);
        }
    }

    private final Map<Attendance, Entry> entries = new HashMap<>();
    private final TreeSet<Entry> order = new TreeSet<>(Entry.ORDER);
    private long numbers;

    /** @param at nanoseconds */
    synchronized void add(Attendance attendance, long at) {
        Entry known = entries.get(attendance);
        if (known != null && known.at - at <= 0) {
            return;
        }
        if (known != null) {
            order.remove(known);
        }
        Entry entry = new Entry(attendance, at, numbers++);
        entries.put(attendance, entry);
        order.add(entry);
        if (entry.equals(order.first())) {
            notifyAll();
        }
    }

    /** Takes out one whose time has come; null if there is none. */
    synchronized @Nullable Attendance poll(long now) {
        if (order.isEmpty() || order.first().at - now > 0) {
            return null;
        }
        Entry first = order.removeFirst();
        entries.remove(first.attendance);
        return first.attendance;
    }

    /** Waits until the time of one has come. */
    synchronized void awaitDue(LongSupplier nanos) throws InterruptedException {
        while (true) {
            if (order.isEmpty()) {
                wait();
                continue;
            }
            long left = order.first().at - nanos.getAsLong();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
