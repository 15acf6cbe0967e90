package io.fanfare.websocket;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;

/** A WebSocket that is opened only to be closed with the reason why it was refused. */
final class ExplainedClose implements FrameHandler, WebSocketNegotiator {

    /** How long the peer may take to answer the close. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Frames that the peer may have sent before it saw the close. */
    private static final int MOST_FRAMES = 16;

    private final RefusedHandshake refused;
    private @Nullable CoreSession session;
    private int frames;

    ExplainedClose(RefusedHandshake refused) {
        this.refused = refused;
    }

    /** Browsers end a WebSocket without a word if they have offered sub-protocols and none is chosen. */
    @Override
    public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        request.getSubProtocols().stream().findFirst().ifPresent(response::setAcceptedSubProtocol);
        return this;
    }

    @Override
    public void customize(Configuration configuration) {
        configuration.setIdleTimeout(GRACE);
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        callback.succeeded();
        opened.sendFrame(new CloseFrame(refused.reason().closeCode(), refused.closeText()), Callback.NOOP, false);
        opened.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        callback.succeeded();
        if (frame.getOpCode() != OpCode.CLOSE && ++frames < MOST_FRAMES) {
            requireNonNull(session).demand();
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        callback.succeeded();
    }
}
