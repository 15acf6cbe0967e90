package io.fanfare.websocket;

import io.fanfare.security.LocalNames;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrong with a handshake, with what the server saw of it. */
final class RefusalDetail {

    /** By these a request shows where it comes from and what it came through. */
    private static final List<String> MARKS = HandshakeHeaders.RELEVANT.stream()
            .filter(name -> name.startsWith("X-")
                    || List.of("Origin", "Via", "Forwarded").contains(name))
            .toList();

    private RefusalDetail() {}

    /** @param endpoint where the endpoints are, below the context path */
    static String of(HandshakeRefusal reason, HandshakeRequest request, String endpoint) {
        String base = request.contextPath() + endpoint;
        return switch (reason) {
            case UNKNOWN_ENDPOINT -> unknownEndpoint(request, base);
            case HOST_REFUSED -> "The request asks for " + Shown.text(request.host()) + ". " + LocalNames.REFUSAL;
            case BAD_METHOD -> Shown.text(request.method()) + " is not taken at " + Shown.path(request) + ".";
            case NOT_AN_UPGRADE ->
                "This is a WebSocket endpoint, and the request does not ask for an upgrade. " + arrival(request);
            case UPGRADE_STRIPPED ->
                "The request has headers of a WebSocket handshake but lacks Upgrade: websocket, "
                        + (request.isHttp2()
                                ? "which HTTP/2 does not know: a WebSocket begins there with CONNECT (RFC 8441). "
                                : "which a proxy has removed, being a hop-by-hop header. ")
                        + arrival(request);
            case CONNECTION_NOT_UPGRADE ->
                "The header Connection must hold Upgrade; " + received(request, "Connection");
            case HTTP_1_0 -> "The handshake arrived as HTTP/1.0, which knows no upgrade. " + arrival(request);
            case BAD_VERSION ->
                "The header Sec-WebSocket-Version must be " + HandshakeRequest.VERSION + "; "
                        + received(request, "Sec-WebSocket-Version");
            case BAD_KEY ->
                "The header Sec-WebSocket-Key must be 16 bytes in base64; "
                        + (request.has("Sec-WebSocket-Key") ? "it is something else." : "it is missing.");
            case ORIGIN_REFUSED ->
                "Pages of the origin " + Shown.header(request, "Origin")
                        + " may not connect. This server believes its own origin to be " + request.origin() + ". "
                        + arrival(request);
            case DRAINING -> "This instance is shutting down and takes no new sessions.";
            case TOO_MANY_CONNECTIONS, TOO_MANY_HANDSHAKES -> "A limit is reached.";
            case UNAUTHENTICATED -> "The credential of this handshake does not hold.";
            case FORBIDDEN -> "Whoever this handshake's credential names may not connect.";
            case NO_COMMON_SUBPROTOCOL ->
                "The client offers the sub-protocols " + Shown.subprotocols(request.subprotocols())
                        + "; this server speaks " + String.join(", ", StompWebSocketHandler.SUBPROTOCOLS) + ".";
            case SOCKJS_SESSION_UNKNOWN ->
                "There is no such SockJS session on this instance: it lives on another, or has ended.";
            case BAD_SOCKJS_PATH ->
                "SockJS asks for " + base + "/info and " + base + "/{server}/{session}/{transport}, with a session of"
                        + " its own for each WebSocket; what arrived is "
                        + Shown.path(request) + ".";
            case BAD_SOCKJS_MESSAGE ->
                "What SockJS sends is a JSON array of strings, and htmlfile names a function in ?c=; this request has"
                        + " something else.";
            case TOO_BIG ->
                "The body of the request is larger than " + StompSettings.FRAMES_A_MESSAGE
                        + " STOMP frames may be (fanfare.stomp.max-frame-size).";
            case MALFORMED ->
                "The request is not valid HTTP, its path has more than one reading (%2F, %25, //), its query has characters"
                        + " that must be percent-encoded (such as | or a lone %), forwarded headers make no URL of it, one of"
                        + " its headers cannot be read, or, over TLS, its host is none of the certificate's.";
            case FAILED -> "Something failed here; the log of the service says what.";
        };
    }

    private static String unknownEndpoint(HandshakeRequest request, String base) {
        String path = request.path();
        List<String> endpoints = Stream.of(base, base + "/", base + "/websocket")
                .sorted(Comparator.comparingInt(endpoint -> -commonEnd(path, endpoint)))
                .toList();
        String contextPath = request.contextPath().isEmpty()
                ? "There is no context path."
                : "The context path is " + request.contextPath() + ".";
        return "There is no WebSocket endpoint at " + Shown.path(request) + ": did you mean " + endpoints.getFirst()
                + "? There are " + String.join(", ", endpoints) + ", and SockJS below " + base + "/. " + contextPath;
    }

    private static int commonEnd(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length())
                && one.charAt(one.length() - 1 - length) == other.charAt(other.length() - 1 - length)) {
            length++;
        }
        return length;
    }

    private static String received(HandshakeRequest request, String header) {
        return request.has(header) ? "it is '" + Shown.header(request, header) + "'." : "it is missing.";
    }

    private static String arrival(HandshakeRequest request) {
        String marks = MARKS.stream()
                .filter(request::has)
                .map(name -> ", " + name + ": " + Shown.header(request, name))
                .collect(Collectors.joining());
        return "It arrived as " + request.protocol() + " for " + request.origin() + Shown.path(request) + marks + ".";
    }
}
