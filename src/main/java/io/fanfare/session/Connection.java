package io.fanfare.session;

import org.jspecify.annotations.Nullable;

/**
 * The wire of one session: the only seam that knows the container. Implementations never block the caller.
 */
public interface Connection {

    /** Told once how a write ended, on any thread, perhaps before {@link #write} returns. */
    interface Completion {
        /** Ends the write; {@code failure} is null when the bytes were given to the kernel. */
        void completed(@Nullable Throwable failure);
    }

    /** Begins to write all messages of {@code burst}. There is at most one write in flight; {@link Outbox} sees to it. */
    void write(Burst burst, Completion completion);

    /** Whether the peer answers {@link Burst#ping}, so that its silence means that it is gone; else it is sent none. */
    boolean answersPings();

    /** Begins the closing handshake. What was written before arrives before; called once. */
    void close(int code, String reason);

    /** Ends the connection at once. */
    void abort();

    /** What it carries. */
    WireForm form();

    /** The label {@code transport} of meters: {@code websocket}, a SockJS transport or {@code sse}. */
    String transport();

    /** The peer's address, for operators. */
    String remoteAddress();
}
