package io.fanfare.presence;

import io.fanfare.broker.Fleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Several instances' rooms, and a fleet between them that the test can cut. */
final class SharedRooms implements AutoCloseable {

    /** One instance: what it tells, the others hear at once. */
    final class Instance implements Fleet {
        final long id;
        final Rooms rooms;
        final SharedPresence shared;
        boolean cut;

        Instance(long id, PresenceSettings settings) {
            this.id = id;
            this.rooms = new Rooms(settings);
            this.shared = new SharedPresence(this, rooms.own, new OtherGuests(rooms.attendances, MOST));
        }

        @Override
        public void join(Subject subject, Listener hearing) {
            // it is known who hears
        }

        @Override
        public void tell(Subject subject, byte[] message) {
            if (!cut) {
                others(this).forEach(other -> hand(other, message));
            }
        }

        private void hand(Instance other, byte[] message) {
            try {
                other.shared.heard(id, message);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Others hear again all that it has to tell. */
        void repeat() {
            others(this).forEach(other -> other.shared.repeating(id));
            shared.repeat();
            others(this).forEach(other -> other.shared.repeated(id));
        }

        void end(boolean inOrder) {
            instances.remove(this);
            instances.forEach(other -> other.shared.gone(id, inOrder));
            rooms.close();
        }
    }

    private static final int MOST = 10_000;

    final List<Instance> instances = new ArrayList<>();

    SharedRooms(int count, PresenceSettings settings) {
        for (int i = 0; i < count; i++) {
            instances.add(new Instance(i, settings));
        }
    }

    private List<Instance> others(Instance than) {
        return instances.stream()
                .filter(each -> each.id != than.id && !each.cut)
                .toList();
    }

    /** What has changed is told to others, then some time passes on all. */
    void pass(long millis) {
        instances.forEach(each -> each.shared.tellChanges());
        instances.forEach(each -> each.rooms.pass(millis));
    }

    @Override
    public void close() {
        instances.forEach(each -> each.rooms.close());
    }
}
