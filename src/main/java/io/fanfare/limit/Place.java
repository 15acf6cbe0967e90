package io.fanfare.limit;

/** The place of one connection, from before its handshake is answered until it has ended. Thread-safe. */
public final class Place implements Admission {

    private final Places places;
    private final CountedAddress address;
    private volatile boolean settled;

    /** Written under the lock of the places. */
    private volatile boolean free;

    Place(Places places, CountedAddress address) {
        this.places = places;
        this.address = address;
    }

    /** A connection has it now, and gives it back when it ends. */
    public void settle() {
        settled = true;
    }

    /** Whether a connection has it. */
    public boolean isSettled() {
        return settled;
    }

    /** Whether it was not given back. */
    public boolean isHeld() {
        return !free;
    }

    /** Lets another have it. Does nothing the second time. */
    public void giveBack() {
        places.giveBack(this);
    }

    CountedAddress address() {
        return address;
    }

    /** Whether it was not free before. */
    boolean leave() {
        boolean left = !free;
        free = true;
        return left;
    }
}
