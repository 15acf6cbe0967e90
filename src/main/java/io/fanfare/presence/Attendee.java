package io.fanfare.presence;

import org.jspecify.annotations.Nullable;

/**
 * The sessions of one user on a destination, or all that are not told by name. One that has gone counts on for a while; one
 * that comes meanwhile takes its place. Guarded by its attendance.
 */
final class Attendee {

    /** Null for those that are not told by name. */
    final @Nullable String user;

    private int present;
    private int lingering;
    /** Those of the departures still to be settled whose place was taken. */
    private int replaced;

    private int told;

    Attendee(@Nullable String user) {
        this.user = user;
    }

    void arrive() {
        present++;
        if (lingering > 0) {
            lingering--;
            replaced++;
        }
    }

    void depart() {
        present--;
        lingering++;
    }

    /** As {@link #depart}, but does not count any more at once. */
    void vanish() {
        present--;
    }

    /** The time of the earliest departure that is not settled yet is over. */
    void settle() {
        if (replaced > 0) {
            replaced--;
        } else {
            lingering--;
        }
    }

    int sessions() {
        return present + lingering;
    }

    /** How many sessions were told last. */
    int told() {
        return told;
    }

    /** Takes what there are as told. */
    void tell() {
        told = sessions();
    }
}
