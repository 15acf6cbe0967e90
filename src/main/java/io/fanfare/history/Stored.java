package io.fanfare.history;

import io.fanfare.event.Event;
import io.fanfare.fanout.MessageFrame;
import org.jspecify.annotations.Nullable;

/** An event that is kept, for one destination, or for one user at it. Guarded by the log's lock. */
final class Stored {

    /** What an event costs beside its body and headers. */
    private static final long OVERHEAD = 256;

    final DestinationLog log;
    final Event event;
    final long offset;
    final long bytes;

    /** Its neighbours in the {@link Retention} that keeps it. */
    @Nullable
    Stored older;

    @Nullable
    Stored newer;

    Stored(DestinationLog log, Event event, long offset) {
        this.log = log;
        this.event = event;
        this.offset = offset;
        this.bytes = bytes(event);
    }

    /** What its MESSAGE takes at most. */
    long wireBytes() {
        return MessageFrame.largestSize(event);
    }

    private static long bytes(Event event) {
        long bytes = OVERHEAD + event.body().length;
        for (var header : event.headers().entrySet()) {
            bytes += 2L * (header.getKey().length() + header.getValue().length());
        }
        return bytes;
    }
}
