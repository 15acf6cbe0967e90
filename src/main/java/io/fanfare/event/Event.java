package io.fanfare.event;

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

    /** The same for one of its users alone. */
    public Event forUser(String user) {
        return users.size() == 1
                ? this
                : new Event(id, destination, Set.of(user), contentType, headers, body, text, timestamp);
    }
}
