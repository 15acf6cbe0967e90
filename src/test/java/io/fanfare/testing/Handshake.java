package io.fanfare.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A WebSocket handshake as it is written on the socket, right or wrong.
 *
 * @param requestLine for example {@code GET /ws HTTP/1.1}
 * @param headers every header but Host, which is added where it is missing
 */
public record Handshake(String requestLine, Map<String, String> headers) {

    /** The example of RFC 6455, section 1.3. */
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    /** A complete handshake that offers no sub-protocol and no extension. */
    public static Handshake to(String path) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Upgrade", "websocket");
        headers.put("Connection", "Upgrade");
        headers.put("Sec-WebSocket-Key", KEY);
        headers.put("Sec-WebSocket-Version", "13");
        return new Handshake("GET " + path + " HTTP/1.1", headers);
    }

    /** The same with another first line. */
    public Handshake requestLine(String line) {
        return new Handshake(line, headers);
    }

    /** The same with these sub-protocols offered, comma-separated. */
    public Handshake subprotocols(String offered) {
        return with("Sec-WebSocket-Protocol", offered);
    }

    /** The same with these extensions offered. */
    public Handshake extensions(String offered) {
        return with("Sec-WebSocket-Extensions", offered);
    }

    /** The same with a header added or replaced. */
    public Handshake with(String name, String value) {
        Map<String, String> copy = new LinkedHashMap<>(headers);
        copy.put(name, value);
        return new Handshake(requestLine, copy);
    }

    /** The same without a header. */
    public Handshake without(String name) {
        Map<String, String> copy = new LinkedHashMap<>(headers);
        copy.remove(name);
        return new Handshake(requestLine, copy);
    }

    String request(String host) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Host", host);
        all.putAll(headers);
        return all.entrySet().stream()
                .map(Handshake::line)
                .collect(Collectors.joining("", requestLine + "\r\n", "\r\n"));
    }

    private static String line(Entry<String, String> header) {
        return header.getKey() + ": " + header.getValue() + "\r\n";
    }

    /**
     * What the server answered.
     *
     * @param headers names without regard to case
     * @param body empty when the handshake succeeded
     */
    public record Answer(int status, Map<String, String> headers, String body) {

        static Map<String, String> headerMap() {
            return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        }

        /** The value of a header, empty when it was not sent. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** The server answered something else than 101. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Answer answer;

        Refused(Answer answer) {
            super("handshake refused: " + answer);
            this.answer = answer;
        }

        /** The whole answer. */
        public Answer answer() {
            return answer;
        }
    }
}
