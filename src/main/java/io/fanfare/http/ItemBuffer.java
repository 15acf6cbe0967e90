package io.fanfare.http;

import java.io.ByteArrayOutputStream;

/** Collects one item of a batch after the other. Of one that is too large it keeps just enough to tell. */
final class ItemBuffer {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long largest;
    private boolean blank = true;

    /** @param largest bytes of an item */
    ItemBuffer(long largest) {
        this.largest = largest;
    }

    void add(int b) {
        blank &= PayloadText.isSpace(b);
        if (bytes.size() <= largest) {
            bytes.write(b);
        }
    }

    /** Whether there is nothing but white space. */
    boolean isBlank() {
        return blank;
    }

    /** The bytes so far; it is empty then. */
    byte[] take() {
        byte[] item = bytes.toByteArray();
        bytes.reset();
        blank = true;
        return item;
    }
}
