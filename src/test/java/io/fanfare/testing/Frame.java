package io.fanfare.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A STOMP frame that the server sent, taken apart and otherwise left as it was on the wire: nothing is unescaped.
 *
 * @param headers the first of each name
 * @param head the command and header lines, up to the empty line
 * @param body without the closing NUL
 * @param binary whether it came as a binary WebSocket message
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its parts, never as a whole
public record Frame(String command, Map<String, String> headers, String head, byte[] body, boolean binary) {

    /** Takes one WebSocket message apart, which must be exactly one STOMP frame. */
    static Frame parse(byte[] message, boolean binary) {
        int headEnd = headEnd(message);
        String head = new String(message, 0, headEnd, StandardCharsets.UTF_8);
        String[] lines = head.split("\n", -1);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            check(colon > 0, "a header without name", message);
            headers.putIfAbsent(line.substring(0, colon), line.substring(colon + 1));
        }
        int bodyStart = headEnd + 2;
        int nul = nul(message, bodyStart, headers.get("content-length"));
        for (int i = nul + 1; i < message.length; i++) {
            check(message[i] == '\n', "something behind the frame", message);
        }
        return new Frame(lines[0], headers, head, Arrays.copyOfRange(message, bodyStart, nul), binary);
    }

    /** The header's value as sent, or null. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The header's value as sent; fails when it is missing. */
    public String required(String name) {
        String value = headers.get(name);
        if (value == null) {
            throw new AssertionError("no header " + name + " in " + this);
        }
        return value;
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        String shown = body.length > 200 ? "(" + body.length + " bytes)" : text();
        return "[" + (head + "\n\n" + shown).replace("\n", "\u2424") + "]";
    }

    private static int headEnd(byte[] message) {
        for (int i = 1; i < message.length; i++) {
            if (message[i] == '\n' && message[i - 1] == '\n') {
                return i - 1;
            }
        }
        throw malformed("no end of headers", message);
    }

    private static int nul(byte[] message, int bodyStart, @Nullable String contentLength) {
        int nul = bodyStart;
        if (contentLength != null) {
            nul += Integer.parseInt(contentLength);
        } else {
            while (nul < message.length && message[nul] != 0) {
                nul++;
            }
        }
        check(nul < message.length && message[nul] == 0, "no NUL where the frame should end", message);
        return nul;
    }

    private static void check(boolean condition, String complaint, byte[] message) {
        if (!condition) {
            throw malformed(complaint, message);
        }
    }

    private static IllegalStateException malformed(String complaint, byte[] message) {
        return new IllegalStateException(complaint + ": " + new String(message, StandardCharsets.UTF_8));
    }
}
