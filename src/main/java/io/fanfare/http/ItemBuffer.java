package io.fanfare.http;

import java.util.Arrays;

/** Collects one item of a batch after the other. Of one that is too large it keeps just enough to tell. */
final class ItemBuffer {

    private static final int USUAL_SIZE = 512;

    private final long largest;
    private byte[] bytes = new byte[USUAL_SIZE];
    private int size;
    private boolean blank = true;

    /** @param largest bytes of an item */
    ItemBuffer(long largest) {
        this.largest = largest;
    }

    void add(int b) {
        blank &= PayloadText.isSpace(b);
        if (size <= largest) {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * size);
            }
            bytes[size++] = (byte) b;
        }
    }

    /** Whether there is nothing but white space. */
    boolean isBlank() {
        return blank;
    }

    /** The bytes so far; it is empty then. */
    byte[] take() {
        byte[] item = Arrays.copyOf(bytes, size);
        size = 0;
        blank = true;
        return item;
    }
}
