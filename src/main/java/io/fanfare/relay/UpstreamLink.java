package io.fanfare.relay;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Keeps one connection to the broker: where it ends, the next is tried, after a time that grows and is random. */
final class UpstreamLink {

    private static final Logger log = LoggerFactory.getLogger(UpstreamLink.class);

    private static final long FIRST_MILLIS = 100;
    /** The next connection is tried after so long at the latest. */
    static final long LONGEST_MILLIS = 10_000;

    private static final int MOST_DOUBLINGS = 7;
    private static final Duration STABLE = Duration.ofSeconds(5);

    /** What a connection is for. */
    @FunctionalInterface
    interface Use {
        /** Returns when another connection is wanted at once, and throws when this one has ended. */
        void use(UpstreamConnection connection) throws IOException;
    }

    private final String name;
    private final Upstream upstream;
    private final Use use;
    private final Runnable over;
    private final boolean ofMany;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable UpstreamConnection current;
    private volatile long ended;
    private volatile long since = System.nanoTime();
    private volatile String lastFault = "";

    UpstreamLink(String name, Upstream upstream, Use use) {
        this(name, upstream, use, false, () -> {});
    }

    private UpstreamLink(String name, Upstream upstream, Use use, boolean ofMany, Runnable over) {
        this.name = name;
        this.upstream = upstream;
        this.use = use;
        this.ofMany = ofMany;
        this.over = over;
        this.thread = Thread.ofVirtual().name("fanfare-upstream-" + name).unstarted(this::run);
    }

    /**
     * One of many, whose faults would fill the log.
     *
     * @param over runs when there is no connection any more, and will be none
     */
    static UpstreamLink ofMany(String name, Upstream upstream, Use use, Runnable over) {
        return new UpstreamLink(name, upstream, use, true, over);
    }

    void start() {
        thread.start();
    }

    /** Lets the connection end in its own time, and makes no other. */
    void finish() {
        stopped = true;
        if (current == null) {
            thread.interrupt();
        }
    }

    void stop() {
        stopped = true;
        thread.interrupt();
        UpstreamConnection open = current;
        if (open != null) {
            open.close();
        }
    }

    String name() {
        return name;
    }

    /** Whom it is connected to; null while it is not. */
    @Nullable
    Address address() {
        UpstreamConnection open = current;
        return open == null ? null : open.address();
    }

    /** How often it has ended, and had to be made anew. */
    long reconnects() {
        return ended;
    }

    /** For how long it has been connected, or has not been. */
    Duration inThisState() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** Why it ended last, or could not begin; empty if that never happened. */
    String lastFault() {
        return lastFault;
    }

    private void run() {
        try {
            keep();
        } finally {
            over.run();
        }
    }

    private void keep() {
        int failures = 0;
        while (!stopped) {
            long start = System.nanoTime();
            if (connectAndUse()) {
                continue;
            }
            failures = System.nanoTime() - start > STABLE.toNanos() ? 0 : Math.min(failures + 1, MOST_DOUBLINGS);
            pause(failures);
        }
    }

    private boolean connectAndUse() {
        boolean connected = false;
        try (UpstreamConnection connection = upstream.connect()) {
            current = connection;
            if (stopped) {
                return true;
            }
            connected = true;
            since = System.nanoTime();
            log.debug("Connected to {} ({})", connection.address(), name);
            use.use(connection);
            return true;
        } catch (IOException e) {
            fault(connected, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            fault(connected, e.toString());
            log.error("The upstream connection failed ({})", name, e);
        } finally {
            current = null;
            if (connected) {
                since = System.nanoTime();
            }
        }
        return false;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void fault(boolean connected, String fault) {
        if (!stopped && (connected || !fault.equals(lastFault))) {
            log.atLevel(ofMany ? Level.DEBUG : Level.WARN)
                    .log(
                            "{} to the broker ({}): {}",
                            connected ? "No connection any more" : "No connection",
                            name,
                            fault);
        }
        lastFault = fault;
        ended += connected ? 1 : 0;
    }

    private void pause(int failures) {
        long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << failures);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
        } catch (InterruptedException e) {
            // stopped, or tried at once
        }
    }
}
