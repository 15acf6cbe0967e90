package io.fanfare.http;

import io.fanfare.limit.Limit;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a batch, one by one as they come in, up to a limit. */
final class BatchBytes {

    /** Stands behind the last byte. */
    static final int END = -1;

    private static final int BUFFER = 16_384;

    private final InputStream in;
    private final long limit;
    private final byte[] buffer = new byte[BUFFER];
    private long earlier;
    private int next;
    private int end;

    /** @param limit bytes */
    BatchBytes(InputStream in, long limit) {
        this.in = in;
        this.limit = limit;
    }

    /**
     * The next byte, from 0 to 255, or {@link #END}.
     *
     * @throws Refusal 413 if there are more than the limit, and those up to it were read
     */
    int next() throws IOException {
        return next == end && !fill() ? END : buffer[next++] & 0xFF;
    }

    private boolean fill() throws IOException {
        earlier += end;
        next = 0;
        end = 0;
        int room = (int) Math.min(BUFFER, limit - earlier);
        if (room == 0) {
            RequestBody.checkSize(in.read() < 0 ? earlier : earlier + 1, limit, Limit.BATCH_SIZE);
            return false;
        }
        end = Math.max(in.read(buffer, 0, room), 0);
        return end > 0;
    }
}
