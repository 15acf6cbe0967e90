package io.fanfare.http;

import io.fanfare.limit.Limit;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads bodies, never more than a limit. */
final class RequestBody {

    /** Up to this an announced length is believed and room is made for it at once. */
    private static final int BELIEVED_LENGTH = 65_536;

    /** A virtual machine has no longer arrays, whatever the limits are. */
    private static final int MOST_EVER = Integer.MAX_VALUE - 16;

    private RequestBody() {}

    /**
     * Reads a whole body.
     *
     * @param most bytes that it may have
     * @param limit that says so
     * @throws Refusal 413 if it is larger, before a byte is read where the length is announced
     * @throws IOException if it stops coming before its end
     */
    static byte[] read(HttpServletRequest request, long most, Limit limit) throws IOException {
        long announced = request.getContentLengthLong();
        int bound = (int) Math.min(most, MOST_EVER);
        checkSize(announced, bound, limit);
        InputStream in = request.getInputStream();
        if (announced >= 0) {
            return exactly(in, Math.toIntExact(announced));
        }
        byte[] body = in.readNBytes(bound + 1);
        checkSize(body.length, bound, limit);
        return body;
    }

    /** @throws Refusal 413 if a size is over the limit */
    static void checkSize(long size, long most, Limit limit) {
        if (size > most) {
            throw LimitRefusal.tooLarge(null, limit, "The body is larger than " + most + " bytes");
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] body;
        int read;
        if (length <= BELIEVED_LENGTH) {
            body = new byte[length];
            read = in.readNBytes(body, 0, length);
        } else {
            body = in.readNBytes(length);
            read = body.length;
        }
        if (read < length) {
            throw new EOFException("The body ended after " + read + " of " + length + " bytes");
        }
        return body;
    }
}
