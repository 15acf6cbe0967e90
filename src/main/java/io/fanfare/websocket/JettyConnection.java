package io.fanfare.websocket;

import static java.util.Objects.requireNonNull;

import io.fanfare.session.Burst;
import io.fanfare.session.Connection;
import io.fanfare.session.WireForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.jspecify.annotations.Nullable;

/**
 * A native WebSocket in Jetty: ready bytes go to the wire as they are, without blocking, past the queue in which Jetty makes
 * bytes of frames. A plain socket is written to at once, and Jetty's end point gets what the kernel did not take; any other,
 * such as TLS, is the end point's alone. That takes one write at a time. So all that this side says goes through the
 * session's outbox, pings and pongs too; a close frame, which is Jetty's to write, comes when no write is in flight. Where an
 * extension was negotiated, every message goes through Jetty as a frame.
 */
final class JettyConnection implements Connection, Callback {

    private enum Wire {
        IDLE,
        WRITING,
        /** The peer's close frame has come, to be answered when the write in flight has ended. */
        CLOSING,
        /** It is being answered, and nothing may be written behind that. */
        CLOSED,
        /** A write came nevertheless: it fails when the connection ends, and not at once, which would cut off the answer. */
        HOLDING,
        ENDED
    }

    private final WebSocketCoreSession session;
    private final EndPoint endPoint;
    private final @Nullable SocketChannel plain;
    private final boolean extended;
    private final AtomicReference<Wire> wire = new AtomicReference<>(Wire.IDLE);

    /** Of the write in flight; there is one at most. */
    private @Nullable Completion completion;

    /** By which Jetty answers the peer's close frame. */
    private @Nullable Callback closeAnswer;

    JettyConnection(WebSocketCoreSession session) {
        this.session = session;
        this.endPoint = session.getConnection().getEndPoint();
        this.plain = endPoint instanceof SocketChannelEndPoint socket ? socket.getChannel() : null;
        this.extended = !session.getNegotiatedExtensions().isEmpty();
    }

    /** Lets the next frame come. */
    void demand() {
        session.demand();
    }

    /** The peer's close frame has come: nothing more is written, and Jetty answers when {@code answer} is completed. */
    void peerClosed(Callback answer) {
        closeAnswer = answer;
        Wire before = wire.getAndUpdate(now -> switch (now) {
            case IDLE -> Wire.CLOSED;
            case WRITING -> Wire.CLOSING;
            case CLOSING, CLOSED, HOLDING, ENDED -> now;
        });
        if (before != Wire.WRITING) {
            answer.succeeded();
        }
    }

    /** The connection has ended. */
    void ended() {
        Wire before = wire.getAndSet(Wire.ENDED);
        if (before == Wire.CLOSING) {
            requireNonNull(closeAnswer).succeeded();
        } else if (before == Wire.HOLDING) {
            requireNonNull(completion).completed(new ClosedChannelException());
        }
    }

    @Override
    public void write(Burst burst, Completion completion) {
        this.completion = completion;
        if (wire.compareAndSet(Wire.IDLE, Wire.WRITING)) {
            if (extended) {
                writeFrames(burst);
            } else {
                writeBytes(ByteBuffer.wrap(burst.bytes()));
            }
        } else if (!wire.compareAndSet(Wire.CLOSED, Wire.HOLDING)) {
            completion.completed(new ClosedChannelException());
        }
    }

    private void writeBytes(ByteBuffer bytes) {
        if (plain != null) {
            try {
                plain.write(bytes);
            } catch (IOException e) {
                complete(e);
                return;
            }
        }
        if (bytes.hasRemaining()) {
            endPoint.write(this, bytes);
        } else {
            complete(null);
        }
    }

    private void writeFrames(Burst burst) {
        burst.forEach(message -> {
            ByteBuffer content = ByteBuffer.wrap(message.bytes(), message.offset(), message.length());
            session.sendFrame(new Frame(message.opcode(), content), message.isLast() ? this : Callback.NOOP, false);
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
        if (!wire.compareAndSet(Wire.WRITING, Wire.IDLE) && wire.compareAndSet(Wire.CLOSING, Wire.CLOSED)) {
            requireNonNull(closeAnswer).succeeded();
        }
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
    public WireForm form() {
        return WireForm.FRAMES;
    }

    @Override
    public String transport() {
        return "websocket";
    }

    @Override
    public String remoteAddress() {
        return PeerAddress.text(session.getRemoteAddress());
    }
}
