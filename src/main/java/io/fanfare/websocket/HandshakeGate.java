package io.fanfare.websocket;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every handshake comes through here, and every refusal is answered here: with a header, and a body that people and programs
 * can read. What is no handshake and does not go to an endpoint passes by.
 */
final class HandshakeGate implements Filter {

    private static final String SPRING = "org.springframework.";

    private final HandshakeRules rules;
    private final HandshakeRefusals refusals;
    private final StompSettings settings;
    private final long largestBody;
    private final DiagnosisPage page;
    private final HandshakeAttempts attempts;
    private final ObjectProvider<JettyUpgrade> upgrade;
    private final ObjectProvider<PathMappedEndpoints> operators;

    /**
     * @param largestBody bytes that SockJS may send in one request
     * @param operators what else ends in {@code /info}
     */
    HandshakeGate(
            HandshakeRules rules,
            HandshakeRefusals refusals,
            StompSettings settings,
            HandshakeAttempts attempts,
            long largestBody,
            ObjectProvider<JettyUpgrade> upgrade,
            ObjectProvider<PathMappedEndpoints> operators) {
        this.rules = rules;
        this.refusals = refusals;
        this.settings = settings;
        this.largestBody = largestBody;
        this.attempts = attempts;
        this.page = new DiagnosisPage(settings.path());
        this.upgrade = upgrade;
        this.operators = operators;
    }

    @Override
    public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) any;
        HttpServletResponse response = (HttpServletResponse) answer;
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            explainError(request, response, chain);
        } else if (isOurs(request)) {
            decide(HandshakeRequest.of(request, settings.path()), request, response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Whether it goes to an endpoint, means to be a WebSocket, or is SockJS's first question at the wrong path. */
    private boolean isOurs(HttpServletRequest request) {
        String path = request.getServletPath();
        return path.startsWith(settings.path())
                || HandshakeRequest.isHandshake(request)
                || (path.endsWith(HandshakeRequest.INFO) && !isOperators(path));
    }

    private boolean isOperators(String path) {
        PathMappedEndpoints endpoints = operators.getIfAvailable();
        return endpoints != null && endpoints.getAllPaths().contains(path);
    }

    private void decide(
            HandshakeRequest handshake, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!handshake.isOurs() && !handshake.path().endsWith(HandshakeRequest.INFO)) {
            // it only begins as the endpoint does, like /wsx
            chain.doFilter(request, response);
            return;
        }
        HandshakeRefusal reason = rules.decide(handshake);
        byte[] told = reason == HandshakeRefusal.NOT_AN_UPGRADE ? attempts.answer(handshake) : null;
        if (told != null) {
            tell(told, response);
        } else if (reason != null) {
            answer(refusals.refuse(reason, handshake, proxy(request)), request, response);
        } else if (handshake.door().takesUpgrade()) {
            open(handshake, request, response, chain);
        } else {
            pass(handshake, request, response, chain);
        }
    }

    private void open(
            HandshakeRequest handshake, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        attempts.taken(handshake);
        chain.doFilter(handshake.isExtendedConnect() ? request : new RegularUpgrade(request), response);
        lighten(request);
        int opened =
                handshake.isExtendedConnect() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SWITCHING_PROTOCOLS;
        if (response.getStatus() != opened && !response.isCommitted()) {
            answer(refusals.refuse(HandshakeRefusal.MALFORMED, handshake, proxy(request)), request, response);
        }
    }

    /** The upgrade keeps its request alive as long as the session: what Spring has left on it is let go. */
    private static void lighten(HttpServletRequest request) {
        Collections.list(request.getAttributeNames()).stream()
                .filter(name -> name.startsWith(SPRING))
                .forEach(request::removeAttribute);
    }

    private void pass(
            HandshakeRequest handshake, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getContentLengthLong() > largestBody) {
            refuseBody(response);
            return;
        }
        chain.doFilter(new BoundedBody(request, largestBody), response);
        if (response.getStatus() == HttpServletResponse.SC_NOT_FOUND && !response.isCommitted()) {
            answer(
                    refusals.refuse(HandshakeRefusal.SOCKJS_SESSION_UNKNOWN, handshake, proxy(request)),
                    request,
                    response);
        }
    }

    private void refuseBody(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        response.setContentType(RefusedHandshake.CONTENT_TYPE);
        response.getOutputStream()
                .write(JsonMapper.shared()
                        .writeValueAsBytes(Map.of(
                                "type", "about:blank",
                                "title", "Content Too Large",
                                "status", HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                                "detail", "What SockJS sends at once is larger than " + largestBody + " bytes.",
                                "reason", "too-big",
                                "fix", "Send less at once (fanfare.stomp.max-frame-size).")));
    }

    private void explainError(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HandshakeRequest handshake = HandshakeRequest.of(request, settings.path());
        if (!handshake.isOurs()) {
            chain.doFilter(request, response);
            return;
        }
        int status = Objects.requireNonNullElse(status(request), response.getStatus());
        boolean ours = status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        HandshakeRefusal reason = ours ? HandshakeRefusal.FAILED : HandshakeRefusal.MALFORMED;
        answer(refusals.refuse(reason, status, handshake, proxy(request)), request, response);
    }

    private static @Nullable Integer status(HttpServletRequest request) {
        return (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    }

    private static Proxy proxy(HttpServletRequest request) {
        return Proxy.of(HandshakeRequest.arrived(request));
    }

    private void answer(RefusedHandshake refused, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (settings.explainInClose() && refused.isSeenByAPage()) {
            upgrade.getObject().explain(refused, new RegularUpgrade(request), response);
            return;
        }
        boolean shown = page.isFor(refused);
        byte[] body = shown ? page.render(refused.request(), proxy(request)) : refused.json();
        response.resetBuffer();
        response.setStatus(refused.status());
        refused.headers().forEach(response::setHeader);
        if (shown) {
            page.headers().forEach(response::setHeader);
        }
        write(body, response);
    }

    /** To the diagnosis page. */
    private static void tell(byte[] attempt, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        write(attempt, response);
    }

    private static void write(byte[] body, HttpServletResponse response) throws IOException {
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
