package io.fanfare.websocket;

import io.fanfare.security.Origins;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.jetty.server.Request;

/**
 * What a handshake is judged by, and all that is kept of it.
 *
 * @param origin the server's own, as it knows it from the request
 * @param path as it arrived, context path and all
 * @param door where that leads
 * @param query as it arrived, empty if there was none; it may hold a credential
 */
public record HandshakeRequest(
        String method,
        String protocol,
        String origin,
        String contextPath,
        String path,
        Door door,
        HandshakeHeaders headers,
        String query,
        String remoteAddress) {

    static final String VERSION = "13";

    /** What the path of SockJS's first question ends in. */
    static final String INFO = "/info";

    private static final int KEY_BYTES = 16;

    /** @param endpoint where the endpoints are, below the context path */
    static HandshakeRequest of(HttpServletRequest request, String endpoint) {
        HttpServletRequest arrived = arrived(request);
        HandshakeHeaders headers = HandshakeHeaders.of(name -> Collections.list(arrived.getHeaders(name)));
        String path = attribute(request, RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
        return new HandshakeRequest(
                attribute(request, RequestDispatcher.ERROR_METHOD, request.getMethod()),
                request.getProtocol(),
                Origins.of(request.getScheme(), request.getServerName(), request.getServerPort()),
                request.getContextPath(),
                path,
                Door.of(path, request.getContextPath(), endpoint),
                headers,
                Objects.requireNonNullElse(request.getQueryString(), ""),
                request.getRemoteAddr());
    }

    /** What Jetty refuses before it comes to filters. It may not have been read to its end. */
    static HandshakeRequest of(Request request, String contextPath, String endpoint) {
        HandshakeHeaders headers = HandshakeHeaders.of(request.getHeaders()::getValuesList);
        String path = Objects.requireNonNullElse(request.getHttpURI().getPath(), "");
        String scheme = Objects.requireNonNullElse(request.getHttpURI().getScheme(), "http");
        return new HandshakeRequest(
                request.getMethod(),
                request.getConnectionMetaData().getProtocol(),
                Origins.of(scheme, Request.getServerName(request), Request.getServerPort(request)),
                contextPath,
                path,
                Door.of(path, contextPath, endpoint),
                headers,
                Objects.requireNonNullElse(request.getHttpURI().getQuery(), ""),
                Request.getRemoteAddr(request));
    }

    /** Whether anything in a request says that it is to be a WebSocket, for a look in passing. */
    static boolean isHandshake(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return request.getMethod().equals("CONNECT")
                || (upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket"))
                || HandshakeHeaders.SIGNS.stream().anyMatch(sign -> request.getHeader(sign) != null);
    }

    /** The request as it was before filters have wrapped it. */
    static HttpServletRequest arrived(HttpServletRequest request) {
        HttpServletRequest inner = request;
        while (inner instanceof HttpServletRequestWrapper wrapper) {
            inner = (HttpServletRequest) wrapper.getRequest();
        }
        return inner;
    }

    /** Where an error is being answered, what it was about is in attributes. */
    private static String attribute(HttpServletRequest request, String name, String otherwise) {
        return request.getAttribute(name) instanceof String text ? text : otherwise;
    }

    /** All values of a header, as one list; empty where it is missing. */
    String header(String name) {
        return headers.get(name);
    }

    boolean has(String name) {
        return headers.has(name);
    }

    /** Whether it begins a WebSocket the way of HTTP/2 (RFC 8441), which needs no upgrade and no key. */
    boolean isExtendedConnect() {
        return method.equals("CONNECT") && isHttp2();
    }

    boolean hasUpgrade() {
        return headers.lists("Upgrade", "websocket");
    }

    /** Whether the nearest peer means the upgrade for this server (RFC 9110, section 7.6.1). */
    boolean isUpgradeForUs() {
        return headers.lists("Connection", "upgrade");
    }

    /** Whether anything in it says that it is to be a WebSocket. */
    boolean isHandshake() {
        return isExtendedConnect()
                || hasUpgrade()
                || HandshakeHeaders.SIGNS.stream().anyMatch(this::has);
    }

    /** Whether it is to be a WebSocket, or goes where these are. */
    boolean isOurs() {
        return door.kind() != Door.Kind.ELSEWHERE || isHandshake();
    }

    boolean hasVersion() {
        return header("Sec-WebSocket-Version").equals(VERSION);
    }

    /** Whether its key is 16 bytes in base64 (RFC 6455, section 4.2.1). */
    boolean hasKey() {
        try {
            byte[] key = Base64.getDecoder().decode(header("Sec-WebSocket-Key"));
            return key.length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether the upgrade could be finished, whatever else speaks against it. */
    boolean isComplete() {
        return hasVersion() && (isExtendedConnect() || isUpgrade());
    }

    private boolean isUpgrade() {
        return method.equals("GET") && protocol.equals("HTTP/1.1") && hasUpgrade() && isUpgradeForUs() && hasKey();
    }

    /** Whether its URL is one, with what forwarded headers have made of it: what is behind fails if it is not. */
    boolean isSound() {
        try {
            String scheme = new URI(origin + "/?" + query).getScheme();
            return path.startsWith("/") && List.of("http", "https").contains(scheme);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether it speaks HTTP/2, which knows no header Upgrade (RFC 9113, section 8.2.2). */
    boolean isHttp2() {
        return protocol.equals("HTTP/2.0");
    }

    /** The sub-protocols that it offers. */
    List<String> subprotocols() {
        return headers.tokens("Sec-WebSocket-Protocol").toList();
    }

    /** The name by which it was asked for, with the port if there is one. */
    String host() {
        return has("Host") ? header("Host") : origin.substring(origin.indexOf("://") + 3);
    }
}
