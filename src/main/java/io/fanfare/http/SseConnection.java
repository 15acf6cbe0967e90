package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.session.Burst;
import io.fanfare.session.Connection;
import io.fanfare.session.WireForm;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A response without an end, as the wire of a session. It writes to Jetty's own response, below that of servlets, which
 * flushes each write and tells its end by a callback. A peer that is gone shows in a write that fails.
 */
final class SseConnection implements Connection, Callback {

    private final AsyncContext async;
    private final ServletContextRequest request;
    private final String remoteAddress;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean writing;

    /** Of the write in flight; there is one at most. */
    private volatile @Nullable Completion completion;

    /** @param async begun for this request, without a timeout */
    SseConnection(HttpServletRequest request, AsyncContext async) {
        this.async = async;
        this.request = ServletContextRequest.getServletContextRequest(request);
        this.remoteAddress = request.getRemoteAddr() + ":" + request.getRemotePort();
    }

    @Override
    public void write(Burst burst, Completion completion) {
        this.completion = completion;
        writing = true;
        request.getServletContextResponse().write(false, payloads(burst), this);
    }

    /** What is in the WebSocket messages of a burst. */
    private static ByteBuffer payloads(Burst burst) {
        byte[] joined = new byte[burst.size()];
        ByteBuffer payloads = ByteBuffer.wrap(joined);
        burst.forEach(message -> payloads.put(message.bytes(), message.offset(), message.length()));
        return payloads.flip();
    }

    @Override
    public void succeeded() {
        complete(null);
    }

    @Override
    public void failed(Throwable failure) {
        complete(failure);
    }

    private void complete(@Nullable Throwable failure) {
        writing = false;
        Completion waiting = completion;
        if (waiting != null) {
            waiting.completed(failure);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean answersPings() {
        return false;
    }

    @Override
    public void close(int code, String reason) {
        byte[] last = CloseEvent.of(code, reason, null).getBytes(UTF_8);
        writing = true;
        request.getServletContextResponse()
                .write(false, ByteBuffer.wrap(last), Callback.from(this::end, failure -> end()));
    }

    @Override
    public void abort() {
        if (writing && !ended.isDone()) {
            request.fail(new EofException("the session has ended"));
        }
        end();
    }

    /** Runs {@code action} once, when the response ends for whatever reason, or now if it has. */
    void whenEnded(Runnable action) {
        var _ = ended.thenRun(action);
    }

    /** Ends the response, unless it has ended. */
    void end() {
        if (ended.complete(null)) {
            try {
                async.complete();
            } catch (IllegalStateException e) {
                // the container was quicker
            }
        }
    }

    @Override
    public WireForm form() {
        return WireForm.EVENT_STREAM;
    }

    @Override
    public String transport() {
        return "sse";
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }
}
