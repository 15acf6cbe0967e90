package io.fanfare.history;

import java.util.List;

/**
 * Some of the events behind an offset, in their order.
 *
 * @param events that were read
 * @param upTo the offset up to which nothing is left to be read
 * @param more whether there was no room for all
 * @param lost whether some were lost since the last reading
 * @param stamp of this reading, from which the next tells what was lost since
 */
record Part(List<Stored> events, long upTo, boolean more, boolean lost, long stamp) {

    /** What the first event takes on the wire, perhaps more than there was room for; 0 if there is none. */
    long firstBytes() {
        return events.isEmpty() ? 0 : events.getFirst().wireBytes();
    }
}
