package io.fanfare.websocket;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers handshakes that Jetty refuses before any filter sees them, and leaves all else to the handler that was there. */
final class HandshakeErrors implements Request.Handler {

    private final HandshakeRules rules;
    private final HandshakeRefusals refusals;
    private final String contextPath;
    private final Request.Handler others;

    /** @param others answers what is no handshake */
    HandshakeErrors(HandshakeRules rules, HandshakeRefusals refusals, String contextPath, Request.Handler others) {
        this.rules = rules;
        this.refusals = refusals;
        this.contextPath = contextPath;
        this.others = others;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HandshakeRequest handshake = HandshakeRequest.of(request, contextPath, refusals.endpoint());
        if (!handshake.isOurs() && !isOutside(handshake, response) && !isUnreadable(request)) {
            return others.handle(request, response, callback);
        }
        RefusedHandshake refused = refuse(handshake, response.getStatus(), proxy(request));
        byte[] json = refused.json();
        response.setStatus(refused.status());
        refused.headers().forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
        response.write(true, ByteBuffer.wrap(json), callback);
        return true;
    }

    /** Whether it is SockJS's first question, but not below the context path. */
    private static boolean isOutside(HandshakeRequest handshake, Response response) {
        return response.getStatus() == HttpStatus.NOT_FOUND_404
                && handshake.path().endsWith(HandshakeRequest.INFO);
    }

    /**
     * Where that goes nobody knows: Jetty keeps nothing of a first line that it cannot read, because of {@code %00} or of its
     * length for example.
     */
    private static boolean isUnreadable(Request request) {
        return request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof Throwable
                && "BAD".equals(request.getMethod());
    }

    /**
     * What is not below the context path is not found, and an Upgrade that Connection does not name is a fault to Jetty; both
     * have reasons of their own.
     */
    private RefusedHandshake refuse(HandshakeRequest handshake, int status, Proxy proxy) {
        @Nullable
        HandshakeRefusal reason =
                status == HttpStatus.NOT_FOUND_404 || (handshake.hasUpgrade() && !handshake.isUpgradeForUs())
                        ? rules.decide(handshake)
                        : null;
        return reason == null
                ? refusals.refuse(HandshakeRefusal.MALFORMED, status, handshake, proxy)
                : refusals.refuse(reason, handshake, proxy);
    }

    private static Proxy proxy(Request request) {
        String protocol = request.getConnectionMetaData().getProtocol();
        return Proxy.of(new Proxy.Seen(request.getHeaders()::get, request.getMethod(), protocol, request.isSecure()));
    }
}
