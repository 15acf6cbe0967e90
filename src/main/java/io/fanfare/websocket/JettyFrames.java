package io.fanfare.websocket;

import static java.util.Objects.requireNonNull;

import io.fanfare.event.Utf8;
import io.fanfare.limit.Place;
import io.fanfare.security.Identity;
import io.fanfare.session.Burst;
import io.fanfare.session.Session;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Jetty reads of one native WebSocket, on its way to the conversation: frame by frame, never put together to messages,
 * since STOMP frames may be cut anywhere. Jetty calls it from one thread at a time.
 */
final class JettyFrames implements FrameHandler {

    private static final Logger log = LoggerFactory.getLogger(JettyFrames.class);

    /**
     * Bytes that a client may have under way when it is told that its session is over. Whoever sends more is not read, which
     * would cost as much as the session did, and is cut off when its time to close is over.
     */
    private static final long MOST_AFTER_THE_END = 1024 * 1024;

    /** What a client's frame takes at least (RFC 6455, section 5.2), so that those without content count too. */
    private static final int HEADER = 6;

    private final Conversations conversations;
    private final @Nullable Place place;
    private final @Nullable Identity shown;
    private @Nullable JettyConnection connection;
    private @Nullable Inbound inbound;
    private long afterTheEnd;

    /** Of the text message whose last frame is still to come; else null. */
    private @Nullable Utf8 text;

    /**
     * Waits for the connection to open.
     *
     * @param place that the connection gives back when it ends; null if it has none
     * @param shown who has shaken hands; null if no credential was shown then
     */
    JettyFrames(Conversations conversations, @Nullable Place place, @Nullable Identity shown) {
        this.conversations = conversations;
        this.place = place;
        this.shown = shown;
    }

    @Override
    public void onOpen(CoreSession session, Callback callback) {
        JettyConnection opened = new JettyConnection((WebSocketCoreSession) session);
        connection = opened;
        inbound = conversations.begin(opened, session.getNegotiatedSubProtocol(), shown);
        callback.succeeded();
        session.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        JettyConnection from = requireNonNull(connection);
        if (frame.getOpCode() == OpCode.CLOSE) {
            int code = CloseStatus.getCloseStatus(frame).getCode();
            requireNonNull(inbound).session().peerClosed(Conversations.reason(code));
            from.peerClosed(callback);
            return;
        }
        if (requireNonNull(inbound).session().isClosing()) {
            afterTheEnd += HEADER + frame.getPayloadLength();
            callback.succeeded();
            if (afterTheEnd <= MOST_AFTER_THE_END) {
                from.demand();
            }
            return;
        }
        try {
            take(frame, requireNonNull(inbound));
        } catch (RuntimeException | Error e) {
            Session session = requireNonNull(inbound).session();
            session.tag(log.atError()).setCause(e).log("A frame of session {} could not be handled", session.id());
            callback.failed(e);
            return;
        }
        callback.succeeded();
        from.demand();
    }

    private void take(Frame frame, Inbound to) {
        ByteBuffer content = content(frame);
        switch (frame.getOpCode()) {
            case OpCode.PING -> {
                byte[] echo = new byte[content.remaining()];
                content.get(echo);
                to.receivedControl();
                to.session().send(Burst.pong(echo));
            }
            case OpCode.PONG -> to.receivedControl();
            default -> {
                if (isWellFormed(frame, content)) {
                    to.received(content);
                } else {
                    to.refuseText();
                }
            }
        }
    }

    /** In an array, which is the container's until the frame is handled: {@link WebSocketConfiguration#readingIntoArrays}. */
    private static ByteBuffer content(Frame frame) {
        if (!frame.hasPayload()) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer payload = frame.getPayload();
        if (payload.hasArray()) {
            return payload;
        }
        byte[] copy = new byte[payload.remaining()];
        payload.get(copy);
        return ByteBuffer.wrap(copy);
    }

    /** Text is UTF-8 as a message, not frame by frame (RFC 6455, section 5.6). */
    private boolean isWellFormed(Frame frame, ByteBuffer content) {
        int from = content.arrayOffset() + content.position();
        int to = content.arrayOffset() + content.limit();
        if (frame.getOpCode() == OpCode.TEXT) {
            if (frame.isFin()) {
                return Utf8.isValid(content.array(), from, to);
            }
            text = new Utf8();
        }
        Utf8 check = text;
        if (check == null) {
            return true;
        }
        if (frame.isFin()) {
            text = null;
        }
        return check.take(content.array(), from, to) && (!frame.isFin() || check.isComplete());
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        log.debug("A connection broke", cause);
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        if (place != null) {
            place.giveBack();
        }
        Inbound ended = inbound;
        if (ended != null) {
            conversations.end(ended, status.getCode());
            requireNonNull(connection).ended();
        }
        callback.succeeded();
    }
}
