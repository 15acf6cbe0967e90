package io.fanfare.stomp;

import java.util.Arrays;

/** A growing array of bytes to encode into. */
public final class ByteSink {

    private static final int MIN_CAPACITY = 16;

    private byte[] bytes;
    private int size;

    public ByteSink(int capacity) {
        bytes = new byte[Math.max(capacity, MIN_CAPACITY)];
    }

    public ByteSink put(byte b) {
        reserve(1);
        bytes[size++] = b;
        return this;
    }

    public ByteSink put(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    public int size() {
        return size;
    }

    /** A copy of what was put, and nothing more. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Puts the characters that are their own encoding, up to the first that is not; returns how many. */
    int putPlain(String text) {
        int length = text.length();
        reserve(length);
        byte[] target = bytes;
        int at = size;
        int i = 0;
        while (i < length && HeaderText.isPlain(text.charAt(i))) {
            target[at++] = (byte) text.charAt(i++);
        }
        size = at;
        return i;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
