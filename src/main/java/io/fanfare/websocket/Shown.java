package io.fanfare.websocket;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a client sent, as it may be shown to others: short, on one line, and without what could be a credential. */
final class Shown {

    private static final int LONGEST = 200;

    /** A name of a protocol, not a token that is smuggled in its place. */
    private static final String PLAIN_SUBPROTOCOL = "(?=.{1,24}$)(\\D*\\d){0,3}\\D*";

    private Shown() {}

    /** A text without control characters, cut where it is long. */
    static String text(String text) {
        String line = text.codePoints()
                .limit(LONGEST)
                .map(c -> c < ' ' || c > '~' ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.length() > LONGEST ? line + "..." : line;
    }

    /** The path as it arrived, but for the id of a SockJS session, by which anyone could send to it. */
    static String path(HandshakeRequest request) {
        String path = request.path();
        int transport = path.lastIndexOf('/');
        int session = transport < 1 ? -1 : path.lastIndexOf('/', transport - 1);
        return session >= 0 && Door.isTransport(path.substring(transport + 1))
                ? text(path.substring(0, session)) + "/..." + path.substring(transport)
                : text(path);
    }

    /** Sub-protocols that are offered. Some clients put a token there. */
    static String subprotocols(List<String> offered) {
        return offered.stream()
                .map(name -> name.matches(PLAIN_SUBPROTOCOL) ? text(name) : "(" + name.length() + " characters)")
                .collect(Collectors.joining(", "));
    }

    /** The headers that matter. */
    static Map<String, String> headers(HandshakeRequest request) {
        Map<String, String> shown = new TreeMap<>();
        request.headers().values().forEach((name, values) -> shown.put(name, header(request, name)));
        return shown;
    }

    static String header(HandshakeRequest request, String name) {
        return switch (name) {
            case "Sec-WebSocket-Key" -> request.hasKey() ? "(16 bytes)" : "(not 16 bytes in base64)";
            case "Sec-WebSocket-Protocol" -> subprotocols(request.subprotocols());
            default -> text(request.header(name));
        };
    }
}
