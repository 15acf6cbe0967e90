package io.fanfare.history;

import io.fanfare.fanout.MessageFrame;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The frames of the small events that were replayed last. Many clients that lost the network together have missed the same,
 * and what is encoded for one of them serves all. Thread-safe.
 */
final class RecentFrames {

    /** A power of two: an event has one place, by its offset, and takes it from whoever is there. */
    private static final int PLACES = 2_048;

    /** Bytes of a frame at most: with all places taken, 8 MiB for each kind of client that there is. */
    private static final int LARGEST = 4_096;

    private final AtomicReferenceArray<MessageFrame> places = new AtomicReferenceArray<>(PLACES);

    /** The frame of an event that is sent now. */
    MessageFrame of(Stored stored, History history, long nowNanos) {
        int place = (int) stored.offset & (PLACES - 1);
        MessageFrame known = places.get(place);
        if (known != null && known.event() == stored.event && known.position().offset() == stored.offset) {
            return known.again(nowNanos);
        }
        MessageFrame frame = new MessageFrame(stored.event, history.position(stored.offset), nowNanos);
        if (frame.largestSize() <= LARGEST) {
            places.set(place, frame);
        }
        return frame;
    }
}
