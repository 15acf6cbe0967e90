package io.fanfare.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks that bytes, which may come in pieces cut anywhere, are UTF-8 (RFC 3629). Used by one thread at a time. */
public final class Utf8 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    /** What every byte of a character but the first is between, unless the first narrows it for the second. */
    private static final int LOWEST = 0x80;

    private static final int HIGHEST = 0xBF;

    /** Bytes that the current character still needs, and what the next of them is between. */
    private int missing;

    private int low = LOWEST;
    private int high = HIGHEST;

    /** Whether bytes are UTF-8 as a whole. */
    public static boolean isValid(byte[] bytes) {
        return isValid(bytes, 0, bytes.length);
    }

    /** Whether the bytes in front of {@code to} are UTF-8 as a whole, from {@code from} on. */
    public static boolean isValid(byte[] bytes, int from, int to) {
        int ascii = skipAscii(bytes, from, to);
        if (ascii == to) {
            return true;
        }
        Utf8 check = new Utf8();
        return check.take(bytes, ascii, to) && check.isComplete();
    }

    /** Whether the pieces so far end with a whole character. */
    public boolean isComplete() {
        return missing == 0;
    }

    /** Takes the next piece; false if no bytes behind it can make it UTF-8, and then it must not be used again. */
    public boolean take(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (missing == 0 && bytes[i] >= 0) {
                i = skipAscii(bytes, i, to);
            } else if (!take(bytes[i++] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    private boolean take(int b) {
        if (missing == 0) {
            return begin(b);
        }
        if (b < low || b > high) {
            return false;
        }
        missing--;
        low = LOWEST;
        high = HIGHEST;
        return true;
    }

    /** Overlong forms, surrogates and what is beyond U+10FFFF show in the second byte. */
    private boolean begin(int first) {
        if (first < 0xC2 || first > 0xF4) {
            return false;
        }
        missing = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        switch (first) {
            case 0xE0 -> low = 0xA0;
            case 0xED -> high = 0x9F;
            case 0xF0 -> low = 0x90;
            case 0xF4 -> high = 0x8F;
            default -> {
                // any second byte will do
            }
        }
        return true;
    }

    /** Where the first byte that is not ASCII stands, from {@code from} on; {@code to} if there is none. */
    private static int skipAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }
}
