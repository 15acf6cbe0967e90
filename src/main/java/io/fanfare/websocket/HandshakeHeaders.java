package io.fanfare.websocket;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;

/**
 * The headers of a request that matter to its handshake, never a credential.
 *
 * @param values as they arrived, before any filter has hidden or changed them
 */
public record HandshakeHeaders(HttpHeaders values) {

    /** What says that a request wants to be a WebSocket. */
    static final List<String> SIGNS = List.of("Sec-WebSocket-Key", "Sec-WebSocket-Version");

    /** Those by which proxies show. */
    static final List<String> OF_PROXIES = List.of(
            "Via",
            "Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Forwarded-Proto",
            "X-Forwarded-Server",
            "X-Forwarded-Ssl",
            "X-Real-IP");

    /** Those of the handshake, and those by which proxies show. */
    static final List<String> RELEVANT = Stream.concat(
                    Stream.of(
                            "Host",
                            "Upgrade",
                            "Connection",
                            "Sec-WebSocket-Key",
                            "Sec-WebSocket-Version",
                            "Sec-WebSocket-Protocol",
                            "Sec-WebSocket-Extensions",
                            "Origin",
                            "Accept",
                            "User-Agent"),
                    OF_PROXIES.stream())
            .toList();

    /** @param all the values of a header, by its name */
    static HandshakeHeaders of(Function<String, List<String>> all) {
        HttpHeaders relevant = new HttpHeaders();
        for (String name : RELEVANT) {
            all.apply(name).forEach(value -> relevant.add(name, value));
        }
        return new HandshakeHeaders(relevant);
    }

    boolean has(String name) {
        return values.containsHeader(name);
    }

    /** All values of a header, as one list; empty where it is missing. */
    String get(String name) {
        return String.join(", ", values.getOrEmpty(name));
    }

    Stream<String> tokens(String name) {
        return Stream.of(StringUtils.tokenizeToStringArray(get(name), ","));
    }

    /** Whether one of a header's tokens is this, without regard to case. */
    boolean lists(String name, String token) {
        return tokens(name).anyMatch(token::equalsIgnoreCase);
    }
}
