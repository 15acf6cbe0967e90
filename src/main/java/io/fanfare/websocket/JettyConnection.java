package io.fanfare.websocket;

import io.fanfare.session.Burst;
import io.fanfare.session.Connection;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/** A native WebSocket in Jetty: ready bytes go to the wire as they are, without blocking. */
final class JettyConnection implements Connection, Callback {

    private final CoreSession session;
    private final boolean extended;
    private final String remoteAddress;

    /** Of the write in flight; there is one at most. */
    private @Nullable Completion completion;

    JettyConnection(CoreSession session) {
        this.session = session;
        this.extended = !session.getNegotiatedExtensions().isEmpty();
        this.remoteAddress = PeerAddress.text(session.getRemoteAddress());
    }

    @Override
    public void write(Burst burst, Completion completion) {
        this.completion = completion;
        if (burst.isShareable() && !extended) {
            session.sendFrame(new BurstFrame(burst), this, false);
        } else {
            writeEach(burst);
        }
    }

    /** Leaves it to Jetty to fragment large messages and to apply extensions. */
    private void writeEach(Burst burst) {
        burst.forEach(message -> {
            boolean last = message.offset() + message.length() == message.bytes().length;
            ByteBuffer payload = ByteBuffer.wrap(message.bytes(), message.offset(), message.length());
            Frame frame = new Frame(message.text() ? OpCode.TEXT : OpCode.BINARY, payload);
            session.sendFrame(frame, last ? this : Callback.NOOP, false);
        });
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
    public void ping() {
        session.sendFrame(new Frame(OpCode.PING), Callback.NOOP, false);
    }

    @Override
    public boolean answersPings() {
        return true;
    }

    @Override
    public void close(int code, String reason) {
        session.sendFrame(new CloseFrame(code, reason), Callback.NOOP, false);
    }

    @Override
    public void abort() {
        session.abort();
    }

    @Override
    public boolean isTextOnly() {
        return false;
    }

    @Override
    public String transport() {
        return "websocket";
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }
}
