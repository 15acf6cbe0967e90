package io.fanfare.session;

import io.fanfare.event.Destination;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One or more complete WebSocket messages, one STOMP frame each, ready for the wire and shared by any number of sessions;
 * or a ping or pong. The bytes are those of RFC 6455, section 5.2, unmasked and unfragmented. Immutable.
 */
public final class Burst {

    /**
     * Bytes that several messages take together at most, so that no buffer grows with a client's slowness; a larger one
     * travels alone.
     */
    public static final int LARGEST_SHARED = 65_536;

    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LAST_FRAGMENT = 0x80;
    private static final int OPCODE = 0x0f;
    private static final byte[] NOTHING = {};

    private final byte[] bytes;
    private final int messages;
    private final long acceptedNanos;
    private final long newest;
    private final @Nullable Destination destination;
    private final @Nullable String trace;

    private Burst(
            byte[] bytes,
            int messages,
            long acceptedNanos,
            long newest,
            @Nullable Destination destination,
            @Nullable String trace) {
        this.bytes = bytes;
        this.messages = messages;
        this.acceptedNanos = acceptedNanos;
        this.newest = newest;
        this.destination = destination;
        this.trace = trace;
    }

    /** One text message that is no MESSAGE: an answer of the conversation, or a heart-beat. */
    public static Burst of(byte[] stomp) {
        return of(TEXT, stomp);
    }

    /** A ping without content. */
    public static Burst ping() {
        return of(PING, NOTHING);
    }

    /**
     * The answer to a ping.
     *
     * @param content the ping's own, at most 125 bytes
     */
    public static Burst pong(byte[] content) {
        return of(PONG, content);
    }

    private static Burst of(int opcode, byte[] content) {
        return new Builder(content.length)
                .message(opcode, content.length)
                .put(content)
                .build(0, 0);
    }

    /** One text message that is no MESSAGE. */
    public static Burst of(String stomp) {
        return of(stomp.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes this holds of an outbox's limit. */
    public int size() {
        return bytes.length;
    }

    /** How many events are in it: 0 for what is no MESSAGE. */
    public int messages() {
        return messages;
    }

    /** {@link System#nanoTime} at which the first of its events was accepted; meaningful if {@link #messages} is not 0. */
    public long acceptedNanos() {
        return acceptedNanos;
    }

    /** Where the first of its events goes, if that is known. Others may go elsewhere only if they are of the past, or waited long. */
    public @Nullable Destination destination() {
        return destination;
    }

    /** The trace that the first of its events says it belongs to, or null. */
    public @Nullable String trace() {
        return trace;
    }

    /** The offset of its last event that came in its turn; -1 if none did: those of the past, and those that were held back. */
    long newest() {
        return newest;
    }

    /** The wire bytes; callers must not change them. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether it is a ping or pong, which no application sees. */
    boolean isControl() {
        return (bytes[0] & OPCODE) >= PING;
    }

    /** One message of a burst: {@code length} bytes of {@code bytes}, from {@code offset}. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Message(byte[] bytes, int offset, int length, byte opcode) {
        public boolean isText() {
            return opcode == TEXT;
        }

        /** Whether no other follows it in its burst. */
        public boolean isLast() {
            return offset + length == bytes.length;
        }
    }

    /** Hands over each message in order, for wires that take them one by one. */
    public void forEach(Consumer<Message> action) {
        for (int at = 0; at < bytes.length; ) {
            int length = length(at);
            int offset = at + headerLength(length);
            action.accept(new Message(bytes, offset, length, (byte) (bytes[at] & OPCODE)));
            at = offset + length;
        }
    }

    private int length(int at) {
        int first = bytes[at + 1];
        if (first < 126) {
            return first;
        }
        int from = first == 126 ? at + 2 : at + 6;
        int to = first == 126 ? at + 4 : at + 10;
        int length = 0;
        for (int i = from; i < to; i++) {
            length = (length << 8) | (bytes[i] & 0xff);
        }
        return length;
    }

    /** The length of the header in front of a message of {@code length} bytes. */
    public static int headerLength(int length) {
        return length < 126 ? 2 : length <= 0xffff ? 4 : 10;
    }

    /** Joins bursts, in their order, of {@code size} bytes together. */
    static Burst join(List<Burst> bursts, int size) {
        byte[] joined = new byte[size];
        int messages = 0;
        long accepted = 0;
        long newest = -1;
        Destination destination = null;
        String trace = null;
        int at = 0;
        for (Burst burst : bursts) {
            System.arraycopy(burst.bytes, 0, joined, at, burst.bytes.length);
            at += burst.bytes.length;
            if (messages == 0) {
                accepted = burst.acceptedNanos;
                destination = burst.destination;
                trace = burst.trace;
            }
            messages += burst.messages;
            newest = Math.max(newest, burst.newest);
        }
        return new Burst(joined, messages, accepted, newest, destination, trace);
    }

    /** Lays out messages one behind the other. The capacity is exact: payloads and their headers. */
    public static final class Builder {
        private final byte[] bytes;
        private int at;

        /** For one message of {@code length} bytes. */
        public Builder(int length) {
            this(length, true);
        }

        private Builder(int size, boolean addHeader) {
            bytes = new byte[addHeader ? headerLength(size) + size : size];
        }

        /** For messages whose headers and payloads are {@code size} bytes together. */
        public static Builder ofWireSize(int size) {
            return new Builder(size, false);
        }

        /** Begins the next message, of {@code length} bytes, with its WebSocket header. */
        public Builder message(boolean text, int length) {
            return message(text ? TEXT : BINARY, length);
        }

        private Builder message(int opcode, int length) {
            bytes[at++] = (byte) (LAST_FRAGMENT | opcode);
            if (length < 126) {
                bytes[at++] = (byte) length;
            } else if (length <= 0xffff) {
                bytes[at++] = 126;
                bytes[at++] = (byte) (length >> 8);
                bytes[at++] = (byte) length;
            } else {
                bytes[at++] = 127;
                at += 4;
                for (int shift = 24; shift >= 0; shift -= 8) {
                    bytes[at++] = (byte) (length >> shift);
                }
            }
            return this;
        }

        /** Appends payload. */
        public Builder put(byte[] part) {
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
            return this;
        }

        public Burst build(int messages, long acceptedNanos) {
            return build(messages, acceptedNanos, -1, null, null);
        }

        /**
         * What was laid out.
         *
         * @param newest the offset of the last event, if they all come in their turn; else -1
         * @param destination of the first event
         * @param trace of the first event, if it says one
         */
        public Burst build(
                int messages,
                long acceptedNanos,
                long newest,
                @Nullable Destination destination,
                @Nullable String trace) {
            return new Burst(bytes, messages, acceptedNanos, newest, destination, trace);
        }
    }
}
