package io.fanfare.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads bodies, never more than a limit. */
final class RequestBody {

    /** Up to this an announced length is believed and room is made for it at once. */
    private static final int BELIEVED_LENGTH = 65_536;

    private RequestBody() {}

    /**
     * Reads a whole body.
     *
     * @param limit bytes
     * @param setting the limit's name
     * @throws Refusal 413 if it is larger, before a byte is read where the length is announced
     * @throws IOException if it stops coming before its end
     */
    static byte[] read(HttpServletRequest request, long limit, String setting) throws IOException {
        long announced = request.getContentLengthLong();
        checkSize(announced, limit, setting);
        InputStream in = request.getInputStream();
        if (announced >= 0) {
            return exactly(in, Math.toIntExact(announced));
        }
        byte[] body = in.readNBytes(Math.toIntExact(limit + 1));
        checkSize(body.length, limit, setting);
        return body;
    }

    /** @throws Refusal 413 if a size is over the limit */
    static void checkSize(long size, long limit, String setting) {
        if (size > limit) {
            throw Refusal.tooLarge(null, "The body is larger than " + limit + " bytes (" + setting + "): send less.");
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
