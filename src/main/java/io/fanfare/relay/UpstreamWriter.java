package io.fanfare.relay;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is queued, many frames at once, and heart-beats where there is nothing. What may wait here is for those to
 * bound who send. When writing fails, the socket is closed, which who reads from it hears.
 */
final class UpstreamWriter implements AutoCloseable {

    private static final byte[] HEART_BEAT = {'\n'};
    private static final byte[] END = {};

    private final Socket socket;
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
    private final byte[] buffer;
    private volatile long beatMillis = Long.MAX_VALUE;
    private final AtomicLong bytes = new AtomicLong();

    /** @param most bytes that are written at once, but for a larger frame */
    UpstreamWriter(Socket socket, int most) {
        this.socket = socket;
        this.buffer = new byte[most];
        Thread.ofVirtual().name("fanfare-upstream-writer").start(this::run);
    }

    /** Writes a heart-beat where nothing was written for half of this; 0 for never. */
    void beat(int millis) {
        beatMillis = millis == 0 ? Long.MAX_VALUE : Math.max(1, millis / 2);
        send(HEART_BEAT);
    }

    void send(byte[] frame) {
        bytes.addAndGet(frame.length);
        waiting.add(frame);
    }

    /** What was sent and is not written, in bytes. */
    long bytes() {
        return bytes.get();
    }

    private void run() {
        try (socket) {
            OutputStream out = socket.getOutputStream();
            byte[] next = next();
            while (next != END) {
                next = write(next, out);
                next = next == null ? next() : next;
            }
        } catch (IOException e) {
            // whoever reads finds the socket closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] next() throws InterruptedException {
        byte[] next = waiting.poll(beatMillis, TimeUnit.MILLISECONDS);
        if (next == null) {
            bytes.addAndGet(HEART_BEAT.length);
            return HEART_BEAT;
        }
        return next;
    }

    /** Writes a frame and what fits behind it; returns what did not, or {@link #END}. */
    private byte @Nullable [] write(byte[] first, OutputStream out) throws IOException {
        int size = 0;
        byte[] next = first;
        while (next != null && next != END && next.length <= buffer.length - size) {
            System.arraycopy(next, 0, buffer, size, next.length);
            size += next.length;
            next = waiting.poll();
        }
        if (size > 0) {
            out.write(buffer, 0, size);
            bytes.addAndGet(-size);
        } else if (next != null && next != END) {
            out.write(next);
            bytes.addAndGet(-next.length);
            next = null;
        }
        return next;
    }

    @Override
    public void close() {
        waiting.clear();
        waiting.add(END);
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more
        }
    }
}
