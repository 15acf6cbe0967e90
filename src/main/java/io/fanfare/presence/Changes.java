package io.fanfare.presence;

import java.util.ArrayList;
import java.util.List;

/** Collects the changes of a destination into as few announcements as their size allows. */
final class Changes {

    /** In characters, all but one name. */
    private static final int LARGEST = 16_384;

    private static final int OF_AN_ENTRY = 24;

    private final List<Announcement> full = new ArrayList<>(1);
    private final int unnamed;
    private int count;
    private List<UserSessions> joined = new ArrayList<>(1);
    private List<UserSessions> changed = new ArrayList<>(0);
    private List<String> left = new ArrayList<>(0);
    private int size;

    /**
     * @param unnamed sessions that are not told by name, now
     * @param count of all, before these changes and with the unnamed ones
     */
    Changes(int unnamed, int count) {
        this.unnamed = unnamed;
        this.count = count;
    }

    void add(String user, int before, int sessions) {
        int taken = OF_AN_ENTRY + user.length();
        if (size > 0 && size + taken > LARGEST) {
            close();
        }
        size += taken;
        if (before == 0) {
            count++;
            joined.add(new UserSessions(user, sessions));
        } else if (sessions == 0) {
            count--;
            left.add(user);
        } else {
            changed.add(new UserSessions(user, sessions));
        }
    }

    private void close() {
        full.add(new Announcement(joined, changed, left, unnamed, count));
        joined = new ArrayList<>();
        changed = new ArrayList<>();
        left = new ArrayList<>();
        size = 0;
    }

    /** How many there are in all. */
    int count() {
        return count;
    }

    /** What was collected, at least one. */
    List<Announcement> announcements() {
        close();
        return full;
    }
}
