package io.fanfare.websocket;

import io.fanfare.session.Sessions;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Decides which handshakes are refused, and says why: in a header, and in a body that people and programs can read. */
final class HandshakeGate implements Filter {

    /** The body of a refusal (RFC 9457). */
    private record Problem(String title, int status, String detail, String reason, String fix) {

        static Problem of(HandshakeRefusal refusal) {
            return new Problem(
                    refusal.status().getReasonPhrase(),
                    refusal.status().value(),
                    refusal.detail(),
                    refusal.label(),
                    refusal.fix());
        }
    }

    private static final String SPRING = "org.springframework.";

    private final Sessions sessions;
    private final StompWebSocketHandler handler;
    private final String path;
    private final long largestBody;
    private final HandshakeListener listener;
    private final JsonMapper json = JsonMapper.shared();

    /**
     * @param path where the endpoints are, below the context path
     * @param largestBody bytes that SockJS may send in one request
     */
    HandshakeGate(
            Sessions sessions,
            StompWebSocketHandler handler,
            String path,
            long largestBody,
            HandshakeListener listener) {
        this.sessions = sessions;
        this.handler = handler;
        this.path = path;
        this.largestBody = largestBody;
        this.listener = listener;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HandshakeRefusal refusal = decide((HttpServletRequest) request);
        if (refusal == null) {
            pass((HttpServletRequest) request, (HttpServletResponse) response, chain);
            lighten(request, (HttpServletResponse) response);
        } else {
            refuse(refusal, (HttpServletResponse) response);
        }
    }

    private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getContentLengthLong() > largestBody) {
            response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            response.setContentType("application/problem+json");
            response.getOutputStream()
                    .write(json.writeValueAsBytes(new Problem(
                            "Content Too Large",
                            HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                            "What SockJS sends at once is larger than " + largestBody + " bytes.",
                            "too-big",
                            "Send less at once (fanfare.stomp.max-frame-size).")));
        } else {
            chain.doFilter(new BoundedBody(request, largestBody), response);
        }
    }

    /** The upgrade keeps its request alive as long as the session: what Spring has left on it is let go. */
    private static void lighten(ServletRequest request, HttpServletResponse response) {
        if (response.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
            Collections.list(request.getAttributeNames()).stream()
                    .filter(name -> name.startsWith(SPRING))
                    .forEach(request::removeAttribute);
        }
    }

    private @Nullable HandshakeRefusal decide(HttpServletRequest request) {
        return sessions.isAccepting() || belongsToSession(request) ? null : HandshakeRefusal.DRAINING;
    }

    /** The requests of a SockJS session, by which it is read and closed, have {@code /server/session/transport} behind the path. */
    private boolean belongsToSession(HttpServletRequest request) {
        String below =
                request.getRequestURI().substring(request.getContextPath().length() + path.length());
        String[] segments = below.split("/", -1);
        return segments.length == 4 && handler.isSockJsSession(segments[2]);
    }

    private void refuse(HandshakeRefusal refusal, HttpServletResponse response) throws IOException {
        listener.refused(refusal);
        response.setStatus(refusal.status().value());
        response.setHeader("Fanfare-Handshake", refusal.label());
        response.setHeader("Retry-After", Long.toString(refusal.retryAfter().toSeconds()));
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/problem+json");
        response.getOutputStream().write(json.writeValueAsBytes(Problem.of(refusal)));
    }
}
