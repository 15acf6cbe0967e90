package io.fanfare.fuzz;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Bytes that come in pieces, whose lengths follow from the bytes: the same bytes come in the same pieces again. */
public final class Pieces extends ByteArrayInputStream {

    private final int longest;
    private final SplittableRandom random;

    private Pieces(byte[] bytes, int longest) {
        super(bytes);
        this.longest = longest;
        this.random = new SplittableRandom(Arrays.hashCode(bytes));
    }

    /** Pieces of 1 to {@code longest} bytes. */
    public static InputStream of(byte[] bytes, int longest) {
        return new Pieces(bytes, longest);
    }

    /** All in one. */
    public static InputStream whole(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, random.nextInt(longest) + 1));
    }
}
