package io.fanfare.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * One or more complete WebSocket messages, one STOMP frame each, ready for the wire and shared by any number of sessions.
 *
 * <p>The bytes are those of RFC 6455, section 5.2, unmasked and unfragmented. The first message's header is in front of
 * {@link #start()}, so that a container that writes that header itself can send the rest as it is. Immutable.
 */
public final class Burst {

    /** The longest first message that may be followed by others; a longer one travels alone. */
    public static final int LARGEST_SHARED = 65_536;

    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;

    private final byte[] bytes;
    private final int firstLength;
    private final int messages;
    private final long acceptedNanos;

    private Burst(byte[] bytes, int firstLength, int messages, long acceptedNanos) {
        this.bytes = bytes;
        this.firstLength = firstLength;
        this.messages = messages;
        this.acceptedNanos = acceptedNanos;
    }

    /** One text message that is no MESSAGE: an answer of the conversation, or a heart-beat. */
    public static Burst of(byte[] stomp) {
        return new Builder(stomp.length).message(true, stomp.length).put(stomp).build(0, 0);
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

    /** The wire bytes; callers must not change them. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the payload of the first message begins. */
    public int start() {
        return headerLength(firstLength);
    }

    /** The length of the first message's payload. */
    public int firstLength() {
        return firstLength;
    }

    public boolean isFirstText() {
        return (bytes[0] & 0xff) == TEXT;
    }

    /** Whether a single frame of the container may carry all of it. */
    public boolean isShareable() {
        return firstLength <= LARGEST_SHARED;
    }

    /** One message of a burst: {@code length} bytes of {@code bytes}, from {@code offset}. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Message(byte[] bytes, int offset, int length, boolean text) {}

    /** Hands over each message in order, for wires that take them one by one. */
    public void forEach(Consumer<Message> action) {
        for (int at = 0; at < bytes.length; ) {
            boolean text = (bytes[at] & 0xff) == TEXT;
            int length = length(at);
            int offset = at + headerLength(length);
            action.accept(new Message(bytes, offset, length, text));
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
        int at = 0;
        for (Burst burst : bursts) {
            System.arraycopy(burst.bytes, 0, joined, at, burst.bytes.length);
            at += burst.bytes.length;
            accepted = messages == 0 ? burst.acceptedNanos : accepted;
            messages += burst.messages;
        }
        return new Burst(joined, bursts.getFirst().firstLength, messages, accepted);
    }

    /** Lays out messages one behind the other. The capacity is exact: payloads and their headers. */
    public static final class Builder {
        private final byte[] bytes;
        private int at;
        private int firstLength = -1;

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
            if (firstLength < 0) {
                firstLength = length;
            }
            bytes[at++] = (byte) (text ? TEXT : BINARY);
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
            return new Burst(bytes, firstLength, messages, acceptedNanos);
        }
    }
}
