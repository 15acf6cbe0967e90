package io.fanfare.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a service publishes. The body is shared from here to the wire: whoever holds an event must not change it.
 *
 * @param id the publisher's own, or null; then its position serves as one
 * @param users whom it is addressed to, where the destination is one of {@code /user/}; else empty
 * @param contentType a MIME type, or null if the publisher gave none
 * @param headers the publisher's own, in their order
 * @param text whether the body is valid UTF-8
 * @param timestamp when it was accepted, in milliseconds since the epoch
 */
@SuppressWarnings("ArrayRecordComponent")
public record Event(
        @Nullable String id,
        Destination destination,
        Set<String> users,
        @Nullable String contentType,
        Map<String, String> headers,
        byte[] body,
        boolean text,
        long timestamp) {

    /** Whether bytes are valid UTF-8 and may travel as text. */
    public static boolean isText(byte[] body) {
        return isAscii(body) || isUtf8(body);
    }

    private static boolean isAscii(byte[] body) {
        int bits = 0;
        for (byte b : body) {
            bits |= b;
        }
        return bits >= 0;
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
