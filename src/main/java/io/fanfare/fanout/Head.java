package io.fanfare.fanout;

import io.fanfare.event.Position;
import io.fanfare.stomp.ByteSink;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompEncoder;
import io.fanfare.stomp.StompVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The part of a MESSAGE that is a subscription's own, encoded once at SUBSCRIBE: the command and the {@code subscription}
 * header; and what decides how the rest is encoded. Compared by identity: equal heads are mostly the same object.
 */
final class Head {

    /** Short ids, such as a client library's {@code sub-0}, are the same in many sessions. */
    private static final int LONGEST_SHARED_ID = 16;

    private static final int MOST_SHARED = 4_096;

    /** Heads by what they are made of. A bounded cache: when it is full, it begins anew. */
    static final class Cache {
        private record Key(String id, StompVersion version, boolean textOnly) {}

        private final Map<Key, Head> heads = new ConcurrentHashMap<>();

        /** The head of a subscription; shared, if its id is short. */
        Head of(String id, StompVersion version, boolean textOnly) {
            if (id.length() > LONGEST_SHARED_ID) {
                return new Head(id, version, textOnly, false);
            }
            if (heads.size() >= MOST_SHARED) {
                heads.clear();
            }
            return heads.computeIfAbsent(
                    new Key(id, version, textOnly), key -> new Head(key.id, key.version, key.textOnly, true));
        }
    }

    final byte[] bytes;
    final StompVersion version;
    final boolean textOnly;
    /** Whether other subscriptions are likely to have this very head. */
    final boolean shared;

    private Head(Head head, Position lost) {
        ByteSink sink = new ByteSink(head.bytes.length + 64);
        sink.put(head.bytes);
        StompEncoder.header(sink, head.version, "gap-after", lost.toString());
        this.bytes = sink.toByteArray();
        this.version = head.version;
        this.textOnly = head.textOnly;
        this.shared = false;
    }

    private Head(String id, StompVersion version, boolean textOnly, boolean shared) {
        ByteSink sink = new ByteSink(id.length() + 32);
        StompEncoder.command(sink, StompCommand.MESSAGE);
        StompEncoder.header(sink, version, "subscription", id);
        this.bytes = sink.toByteArray();
        this.version = version;
        this.textOnly = textOnly;
        this.shared = shared;
    }

    /** This one with a {@code gap-after} behind it: for the first MESSAGE after some were lost. */
    Head after(Position lost) {
        return new Head(this, lost);
    }
}
