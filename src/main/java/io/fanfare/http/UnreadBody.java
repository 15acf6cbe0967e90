package io.fanfare.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/**
 * What is still under way when a request is answered before its body was read. If the connection were closed on it, the
 * caller's kernel might throw the answer away.
 */
final class UnreadBody {

    private static final int ENOUGH = 16 * 1024 * 1024;
    private static final int BUFFER = 16_384;

    private UnreadBody() {}

    /** Lets the answer go, then reads on, within reason, and forgets what it reads. */
    static void drop(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getHeader("Expect") != null || request.getInputStream().isFinished()) {
            return;
        }
        response.flushBuffer();
        InputStream in = request.getInputStream();
        byte[] buffer = new byte[BUFFER];
        int dropped = 0;
        int read = in.read(buffer);
        while (read >= 0 && dropped < ENOUGH) {
            dropped += read;
            read = in.read(buffer);
        }
    }
}
