package io.fanfare.testing;

import io.fanfare.event.Destination;
import io.fanfare.session.Burst;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what happened to sessions. Thread-safe. */
public final class RecordingListener implements SessionListener {

    private final List<CloseReason> closes = new ArrayList<>();
    private int opened;
    private long written;
    private long dropped;

    @Override
    public synchronized void opened(Session session) {
        opened++;
    }

    @Override
    public synchronized void closed(Session session, CloseReason reason) {
        closes.add(reason);
    }

    @Override
    public synchronized void written(Burst burst) {
        written += burst.messages();
    }

    @Override
    public synchronized void dropped(Session session, @Nullable Destination destination, long events) {
        dropped += events;
    }

    public synchronized int opened() {
        return opened;
    }

    /** Why each closed session was closed. */
    public synchronized List<CloseReason> closes() {
        return List.copyOf(closes);
    }

    /** Events given to the kernel. */
    public synchronized long written() {
        return written;
    }

    public synchronized long dropped() {
        return dropped;
    }
}
