package io.fanfare.websocket;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What arrived of a request, behind whatever is in between: for whoever sent it and asks why a handshake failed. Never
 * cookies, credentials or the query.
 *
 * @param facts names and values, in the order in which people read them; what did not arrive is not there
 */
record SeenRequest(Map<String, String> facts) {

    private static final Map<String, String> IMPLIED_PORTS = Map.of("http", "80", "https", "443");

    /** Those by which a proxy shows, or which it spoils. */
    private static final List<String> HEADERS = Stream.concat(
                    Stream.of("Origin", "Connection", "Upgrade"), HandshakeHeaders.OF_PROXIES.stream())
            .toList();

    /** Those that only a handshake has. */
    private static final List<String> OF_HANDSHAKES =
            List.of("Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions");

    static SeenRequest of(HandshakeRequest handshake) {
        Map<String, String> facts = new LinkedHashMap<>();
        String origin = handshake.origin();
        int host = origin.indexOf("://") + "://".length();
        int port = origin.indexOf(':', Math.max(host, origin.lastIndexOf(']')));
        String scheme = origin.substring(0, origin.indexOf(':'));
        facts.put("Scheme", scheme);
        facts.put("Host", Shown.text(origin.substring(host, port < 0 ? origin.length() : port)));
        facts.put("Port", port < 0 ? IMPLIED_PORTS.getOrDefault(scheme, "?") : origin.substring(port + 1));
        facts.put("Path", Shown.path(handshake));
        facts.put("Protocol", handshake.protocol());
        facts.put("Remote address", handshake.remoteAddress());
        put(facts, HEADERS, handshake);
        put(facts, OF_HANDSHAKES, handshake);
        return new SeenRequest(Collections.unmodifiableMap(facts));
    }

    private static void put(Map<String, String> facts, List<String> names, HandshakeRequest handshake) {
        names.stream().filter(handshake::has).forEach(name -> facts.put(name, Shown.header(handshake, name)));
    }

    /** The headers that might have been in an ordinary request, and were not. */
    List<String> absent() {
        return HEADERS.stream().filter(name -> !facts.containsKey(name)).toList();
    }
}
