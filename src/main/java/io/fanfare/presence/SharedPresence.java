package io.fanfare.presence;

import io.fanfare.broker.Fleet;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tells other instances of the guests of this one, and hears of theirs. */
final class SharedPresence implements Fleet.Listener {

    /** For so long what changes is gathered before it is told. */
    private static final long GATHER_MILLIS = 50;

    private final Fleet fleet;
    private final OwnGuests own;
    private final OtherGuests others;

    /** So that what is told later is what was so later. */
    private final ReentrantLock telling = new ReentrantLock();

    private volatile @Nullable Thread thread;

    SharedPresence(Fleet fleet, OwnGuests own, OtherGuests others) {
        this.fleet = fleet;
        this.own = own;
        this.others = others;
        fleet.join(Fleet.Subject.PRESENCE, this);
    }

    void start() {
        thread = Thread.ofVirtual().name("fanfare-presence-fleet").start(this::run);
    }

    void stop() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                own.awaitChange();
                Thread.sleep(GATHER_MILLIS);
                tellChanges();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells what others do not know yet. */
    void tellChanges() {
        telling.lock();
        try {
            own.changes().forEach(part -> fleet.tell(Fleet.Subject.PRESENCE, GuestCount.toJson(part)));
        } finally {
            telling.unlock();
        }
    }

    @Override
    public void repeat() {
        telling.lock();
        try {
            own.all().forEach(part -> fleet.tell(Fleet.Subject.PRESENCE, GuestCount.toJson(part)));
        } finally {
            telling.unlock();
        }
    }

    @Override
    public void repeating(long instance) {
        others.repeating(instance);
    }

    @Override
    public void heard(long instance, byte[] message) throws IOException {
        others.heard(instance, GuestCount.ofJson(message));
    }

    @Override
    public void repeated(long instance) {
        others.repeated(instance);
    }

    /** The clients of one that stops come back elsewhere; those of one that is lost have had the lease to do so. */
    @Override
    public void gone(long instance, boolean inOrder) {
        others.gone(instance, inOrder);
    }
}
