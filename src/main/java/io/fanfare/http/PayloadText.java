package io.fanfare.http;

import java.util.Arrays;

/** A JSON value as its publisher wrote it, but for the white space between its tokens. */
final class PayloadText {

    private PayloadText() {}

    /** @param json where a valid JSON value stands from {@code start} to {@code end} */
    static byte[] compact(byte[] json, int start, int end) {
        byte[] compact = new byte[end - start];
        int length = 0;
        boolean string = false;
        for (int i = start; i < end; i++) {
            byte b = json[i];
            if (string && b == '\\') {
                compact[length++] = b;
                b = json[++i];
            } else if (b == '"') {
                string = !string;
            } else if (!string && isSpace(b)) {
                continue;
            }
            compact[length++] = b;
        }
        return length == compact.length ? compact : Arrays.copyOf(compact, length);
    }

    /** White space as RFC 8259, section 2, has it. */
    static boolean isSpace(int b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
