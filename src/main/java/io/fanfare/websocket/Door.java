package io.fanfare.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.PathSegment;

/**
 * Where a path leads, read as Spring reads it when it looks for the handler.
 *
 * @param methods of HTTP that are taken there
 * @param session the SockJS session that the path names; empty if it names none
 */
record Door(Kind kind, List<String> methods, String session) {

    enum Kind {
        NATIVE,
        SOCKJS_WEBSOCKET,
        /** SockJS's information, and what its sessions are read by. */
        SOCKJS,
        /** What SockJS sessions are written by. */
        SOCKJS_SEND,
        /** Below the endpoint, but nothing that SockJS asks for. */
        BROKEN,
        /** No endpoint. */
        ELSEWHERE
    }

    private static final List<String> GET = List.of("GET");
    private static final List<String> GET_CORS = List.of("GET", "OPTIONS");
    private static final List<String> POST_CORS = List.of("POST", "OPTIONS");

    private static final Map<String, Door> TRANSPORTS = Map.of(
            "websocket", new Door(Kind.SOCKJS_WEBSOCKET, GET, ""),
            "xhr", new Door(Kind.SOCKJS, POST_CORS, ""),
            "xhr_streaming", new Door(Kind.SOCKJS, POST_CORS, ""),
            "eventsource", new Door(Kind.SOCKJS, GET, ""),
            "htmlfile", new Door(Kind.SOCKJS, GET_CORS, ""),
            "xhr_send", new Door(Kind.SOCKJS_SEND, POST_CORS, ""),
            "jsonp_send", new Door(Kind.SOCKJS_SEND, POST_CORS, ""));

    private static final Door NATIVE = new Door(Kind.NATIVE, List.of("GET", "CONNECT"), "");
    private static final Door INFO = new Door(Kind.SOCKJS, GET_CORS, "");
    private static final Door BROKEN = new Door(Kind.BROKEN, List.of(), "");
    private static final Door ELSEWHERE = new Door(Kind.ELSEWHERE, List.of(), "");

    /** Whether WebSockets come in there. */
    boolean takesUpgrade() {
        return kind == Kind.NATIVE || kind == Kind.SOCKJS_WEBSOCKET;
    }

    /** Whether it is one by which a SockJS session is read, and with which one begins. */
    boolean readsSession() {
        return kind == Kind.SOCKJS && !session.isEmpty();
    }

    /** Whether a path's last segment names a transport, so that the one before it is a SockJS session. */
    static boolean isTransport(String segment) {
        return TRANSPORTS.containsKey(segment);
    }

    /**
     * @param path as it arrived
     * @param endpoint where the endpoints are, below the context path
     */
    static Door of(String path, String contextPath, String endpoint) {
        if (!path.startsWith(contextPath + "/")) {
            return ELSEWHERE;
        }
        List<String> segments = segments(path.substring(contextPath.length()));
        List<String> prefix = segments(endpoint);
        if (segments.size() < prefix.size()
                || !segments.subList(0, prefix.size()).equals(prefix)) {
            return ELSEWHERE;
        }
        List<String> below = segments.subList(prefix.size(), segments.size());
        return switch (below.size()) {
            case 0 -> NATIVE;
            case 1 ->
                switch (below.getFirst()) {
                    case "", "websocket" -> NATIVE;
                    case "info" -> INFO;
                    default -> BROKEN;
                };
            case 3 -> path.indexOf(';', path.lastIndexOf('/')) < 0 ? session(below) : BROKEN;
            default -> BROKEN;
        };
    }

    private static Door session(List<String> below) {
        boolean sound = below.stream().limit(2).noneMatch(segment -> segment.isBlank() || segment.contains("."));
        Door transport = sound ? TRANSPORTS.getOrDefault(below.getLast(), BROKEN) : BROKEN;
        return new Door(transport.kind, transport.methods, below.get(1));
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (PathContainer.Element element : PathContainer.parsePath(path).elements()) {
            if (!(element instanceof PathSegment segment)) {
                segments.add("");
            } else if (!segments.isEmpty()) {
                segments.set(segments.size() - 1, segment.valueToMatch());
            }
        }
        return segments;
    }
}
