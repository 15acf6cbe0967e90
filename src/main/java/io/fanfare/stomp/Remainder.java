package io.fanfare.stomp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes of an unfinished line or body, kept until more arrive; no memory while there are none. */
final class Remainder {

    private static final byte[] NONE = {};

    private final int usualLimit;
    private byte[] array = NONE;
    private int size;

    /**
     * @param usualLimit bytes; growth by doubling stops there
     */
    Remainder(int usualLimit) {
        this.usualLimit = usualLimit;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The array that holds the bytes from place 0; another one after {@link #append}. */
    byte[] array() {
        return array;
    }

    void append(ByteBuffer more) {
        int needed = size + more.remaining();
        if (needed > array.length) {
            array = Arrays.copyOf(array, Math.max(needed, Math.min(2 * array.length, usualLimit)));
        }
        more.get(array, size, more.remaining());
        size = needed;
    }

    /** Keeps a copy of these bytes, where nothing was kept before. */
    void keep(byte[] bytes, int from, int to) {
        if (from < to) {
            array = Arrays.copyOfRange(bytes, from, to);
            size = to - from;
        }
    }

    void dropFirst(int count) {
        size -= count;
        if (size == 0) {
            array = NONE;
        } else if (count > 0) {
            System.arraycopy(array, count, array, 0, size);
        }
    }
}
