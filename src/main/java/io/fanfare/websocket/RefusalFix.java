package io.fanfare.websocket;

/** What whoever runs the client, this server, or what is between can do about a refusal. */
final class RefusalFix {

    private RefusalFix() {}

    /**
     * @param endpoint where the endpoints are, below the context path
     * @param proxy what stands between, as far as the request tells
     */
    static String of(HandshakeRefusal reason, HandshakeRequest request, String endpoint, Proxy proxy) {
        String base = request.contextPath() + endpoint;
        return switch (reason) {
            case UNKNOWN_ENDPOINT ->
                "Connect to one of these, set fanfare.stomp.path or server.servlet.context-path, or let the proxy pass the"
                        + " path as it was sent." + inFront(proxy, " " + ProxyAdvice.path(proxy));
            case HOST_REFUSED ->
                "Use one of these names. To serve others, set server.address, and give credentials in place of"
                        + " fanfare.security.open.";
            case BAD_METHOD -> "Use " + String.join(" or ", request.door().methods()) + ".";
            case NOT_AN_UPGRADE ->
                "Connect with new WebSocket('" + webSocket(request.origin()) + base + "'), or with new SockJS('"
                        + request.origin() + base + "')."
                        + inFront(proxy, " If that was done: " + ProxyAdvice.upgrade(proxy));
            case UPGRADE_STRIPPED, CONNECTION_NOT_UPGRADE -> notUpgraded(request, proxy);
            case HTTP_1_0 -> "Let the proxy speak HTTP/1.1 to this server. " + ProxyAdvice.http11(proxy);
            case BAD_VERSION, BAD_KEY ->
                "Use a client that speaks RFC 6455, as every browser does, and let what is between pass its headers as"
                        + " they are.";
            case ORIGIN_REFUSED -> originRefused(request, proxy);
            case DRAINING ->
                "Try again after the time in Retry-After: another instance answers, or this one when it is back.";
            case TOO_MANY_CONNECTIONS, TOO_MANY_HANDSHAKES ->
                "Try again after the time in Retry-After, or raise the limit.";
            case UNAUTHENTICATED ->
                "Send one that holds with the handshake, as Authorization: Bearer <token or key> or as ?ticket=<ticket> of"
                        + " POST /api/v1/tickets; or none, and show it in CONNECT.";
            case FORBIDDEN ->
                "Grant it what is missing, or send another. A SockJS session is for who began it: let what is between pass"
                        + " the client's address on, or begin a new one.";
            case NO_COMMON_SUBPROTOCOL -> "Offer one of these, or none.";
            case SOCKJS_SESSION_UNKNOWN ->
                "Connect anew. If that does not help, let every request of a session reach the same instance. "
                        + ProxyAdvice.sticky(proxy);
            case BAD_SOCKJS_PATH -> "Let the proxy pass the path as it was sent. " + ProxyAdvice.path(proxy);
            case BAD_SOCKJS_MESSAGE ->
                "Use a SockJS client, and let what is between pass the body and the query as they are.";
            case TOO_BIG -> "Send less at once, or raise fanfare.stomp.max-frame-size.";
            case MALFORMED ->
                "Ask for " + base
                        + ", written like that, with its query percent-encoded and one Host header, and let the proxy pass"
                        + " the path as it was sent.";
            case FAILED -> "Try again later.";
        };
    }

    private static String notUpgraded(HandshakeRequest request, Proxy proxy) {
        return request.isHttp2()
                ? "Use HTTP/1.1, as curl does with --http1.1, or a client that speaks RFC 8441. If a proxy speaks HTTP/2 to"
                        + " this server, let it speak HTTP/1.1. " + ProxyAdvice.http11(proxy)
                : "Let the proxy pass on Upgrade: websocket and Connection: Upgrade. " + ProxyAdvice.upgrade(proxy);
    }

    private static String originRefused(HandshakeRequest request, Proxy proxy) {
        String origin = Shown.header(request, "Origin");
        String allow = origin.equals("null")
                ? "Serve the page from a server, or add \"null\" to fanfare.stomp.allowed-origins."
                : "If that is the page's origin, add it to fanfare.stomp.allowed-origins.";
        return allow + " If the page is this server's own, and a proxy in front ends TLS or changes the host, set"
                + " server.forward-headers-strategy=native, and let the proxy say what the client asked for. "
                + ProxyAdvice.forwarded(proxy);
    }

    /** What is only worth saying if something is in front. */
    private static String inFront(Proxy proxy, String advice) {
        return proxy == Proxy.NONE ? "" : advice;
    }

    private static String webSocket(String origin) {
        return "ws" + origin.substring("http".length());
    }
}
