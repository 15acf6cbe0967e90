package io.fanfare.history;

import java.util.List;

/**
 * Some of the events behind an offset, in their order.
 *
 * @param events that were read
 * @param upTo the offset up to which nothing is left to be read
 * @param more whether there was no room for all
 * @param lostUpTo the offset up to which some were lost since the last part; {@link #NOTHING_LOST} if none were
 * @param needed the room that the first event takes, if there was too little for it, and then nothing was read; else 0
 */
record Part(List<Stored> events, long upTo, boolean more, long lostUpTo, long needed) {

    static final long NOTHING_LOST = -1;

    static Part needs(long room) {
        return new Part(List.of(), NOTHING_LOST, true, NOTHING_LOST, room);
    }

    boolean isLossy() {
        return lostUpTo != NOTHING_LOST;
    }
}
