package io.fanfare.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.event.Position;
import io.fanfare.session.EventStream;
import io.fanfare.session.WireForm;
import io.fanfare.stomp.ByteSink;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompEncoder;
import io.fanfare.stomp.StompVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The part of a MESSAGE that is a subscription's own, encoded once at SUBSCRIBE: the command and the {@code subscription}
 * header, or nothing in an event stream; and what decides how the rest is encoded. Compared by identity: equal heads are
 * mostly the same object.
 */
final class Head {

    /** Short ids, such as a client library's {@code sub-0}, are the same in many sessions. */
    private static final int LONGEST_SHARED_ID = 16;

    private static final int MOST_SHARED = 4_096;

    private static final Head EVENT_STREAM = new Head(new byte[0], StompVersion.V1_2, WireForm.EVENT_STREAM, true);

    /** Heads by what they are made of. A bounded cache: when it is full, it begins anew. */
    static final class Cache {
        private record Key(String id, StompVersion version, WireForm form) {}

        private final Map<Key, Head> heads = new ConcurrentHashMap<>();

        /** The head of a subscription; shared, if its id is short. */
        Head of(String id, StompVersion version, WireForm form) {
            if (form == WireForm.EVENT_STREAM) {
                return EVENT_STREAM;
            }
            if (id.length() > LONGEST_SHARED_ID) {
                return new Head(id, version, form, false);
            }
            if (heads.size() >= MOST_SHARED) {
                heads.clear();
            }
            return heads.computeIfAbsent(
                    new Key(id, version, form), key -> new Head(key.id, key.version, key.form, true));
        }
    }

    final byte[] bytes;
    final StompVersion version;
    final WireForm form;
    /** Whether other subscriptions are likely to have this very head. */
    final boolean shared;

    private Head(byte[] bytes, StompVersion version, WireForm form, boolean shared) {
        this.bytes = bytes;
        this.version = version;
        this.form = form;
        this.shared = shared;
    }

    private Head(String id, StompVersion version, WireForm form, boolean shared) {
        this(message(id, version), version, form, shared);
    }

    private static byte[] message(String id, StompVersion version) {
        ByteSink sink = new ByteSink(id.length() + 32);
        StompEncoder.command(sink, StompCommand.MESSAGE);
        StompEncoder.header(sink, version, "subscription", id);
        return sink.toByteArray();
    }

    /** This one with a {@code gap-after} behind it, or a {@code gap}: for the first event after some were lost. */
    Head after(Position lost) {
        ByteSink sink = new ByteSink(bytes.length + 64).put(bytes);
        switch (form) {
            case FRAMES, TEXT_FRAMES -> StompEncoder.header(sink, version, "gap-after", lost.toString());
            case EVENT_STREAM ->
                sink.put(EventStream.event("gap", null, "{\"after\":\"" + lost + "\"}")
                        .getBytes(UTF_8));
        }
        return new Head(sink.toByteArray(), version, form, false);
    }
}
