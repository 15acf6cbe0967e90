package io.fanfare.websocket;

import static java.util.Objects.requireNonNull;

import io.fanfare.limit.Place;
import io.fanfare.security.Identity;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletCoreRequest;
import org.eclipse.jetty.ee11.servlet.ServletCoreResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.jetty.JettyRequestUpgradeStrategy;

/**
 * The last step of Spring's handshake. A native WebSocket becomes one of Jetty's core, whose frames go to the conversation
 * without the layers of Jetty's API and of Spring's sessions. SockJS's own WebSockets get those.
 */
final class JettyUpgrade extends JettyRequestUpgradeStrategy {

    private final Conversations conversations;
    private @Nullable WebSocketMappings mappings;

    JettyUpgrade(Conversations conversations) {
        this.conversations = conversations;
    }

    @Override
    public void setServletContext(ServletContext servletContext) {
        super.setServletContext(servletContext);
        ServletContextHandler context = requireNonNull(ServletContextHandler.getServletContextHandler(servletContext));
        mappings = new WebSocketMappings(WebSocketServerComponents.getWebSocketComponents(context));
    }

    @Override
    public void upgrade(
            ServerHttpRequest request,
            ServerHttpResponse response,
            @Nullable String subprotocol,
            List<WebSocketExtension> extensions,
            @Nullable Principal user,
            WebSocketHandler handler,
            Map<String, Object> attributes) {
        if (!PlaceOfSession.bring(((ServletServerHttpRequest) request).getServletRequest(), attributes)) {
            response.setStatusCode(HttpStatus.CONFLICT);
        } else if (WebSocketHandlerDecorator.unwrap(handler) instanceof StompWebSocketHandler) {
            upgrade(
                    ((ServletServerHttpRequest) request).getServletRequest(),
                    ((ServletServerHttpResponse) response).getServletResponse(),
                    new Negotiator(subprotocol, PlaceOfSession.take(attributes), PlaceOfSession.opener(attributes)));
        } else {
            super.upgrade(request, response, subprotocol, extensions, user, handler, attributes);
        }
    }

    /** Finishes the handshake with a WebSocket that only says why it is closed. */
    void explain(RefusedHandshake refused, HttpServletRequest request, HttpServletResponse response) {
        upgrade(request, response, new ExplainedClose(refused));
    }

    private void upgrade(HttpServletRequest request, HttpServletResponse response, WebSocketNegotiator negotiator) {
        Request coreRequest = ServletCoreRequest.wrap(request);
        Response coreResponse = ServletCoreResponse.wrap(coreRequest, response, false);
        try (Blocker.Callback callback = Blocker.callback()) {
            try {
                if (!requireNonNull(mappings).upgrade(negotiator, coreRequest, coreResponse, callback, null)) {
                    throw new HandshakeFailureException("Jetty did not take the upgrade");
                }
            } catch (RuntimeException refused) {
                // else Jetty warns of a callback that was left behind
                callback.failed(refused);
                throw refused;
            }
            callback.block();
        } catch (IOException e) {
            throw new HandshakeFailureException("The answer to the upgrade could not be written", e);
        }
    }

    private final class Negotiator implements WebSocketNegotiator {

        private final @Nullable String subprotocol;
        private final @Nullable Place place;
        private final @Nullable Identity shown;

        Negotiator(@Nullable String subprotocol, @Nullable Place place, @Nullable Opener opener) {
            this.subprotocol = subprotocol;
            this.place = place;
            this.shown = opener == null ? null : opener.identity();
        }

        @Override
        public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            if (subprotocol != null) {
                response.setAcceptedSubProtocol(subprotocol);
            }
            return new JettyFrames(conversations, place, shown);
        }

        /** Heart-beats and pings tell who is gone. */
        @Override
        public void customize(Configuration configuration) {
            configuration.setIdleTimeout(Duration.ZERO);
        }
    }
}
