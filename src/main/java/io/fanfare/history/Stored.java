package io.fanfare.history;

import io.fanfare.event.Event;
import io.fanfare.fanout.MessageFrame;
import org.jspecify.annotations.Nullable;

/** An event that is kept, for one destination, or for one user at it. Guarded by the log's lock. */
final class Stored {

    /** What an event costs beside its bytes and characters: the objects of it, and its places in lists. */
    private static final long OVERHEAD = 384;

    /** What a header does: two strings and an entry. */
    private static final long HEADER_OVERHEAD = 128;

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
        long bytes = OVERHEAD + event.body().length + length(event.id()) + length(event.contentType());
        bytes += event.destination().toString().length();
        for (var header : event.headers().entrySet()) {
            bytes += HEADER_OVERHEAD + length(header.getKey()) + length(header.getValue());
        }
        return bytes;
    }

    /** In bytes, were it all beyond Latin 1. */
    private static long length(@Nullable String text) {
        return text == null ? 0 : 2L * text.length();
    }
}
