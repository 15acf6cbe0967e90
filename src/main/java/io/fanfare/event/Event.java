package io.fanfare.event;

import java.util.LinkedHashMap;
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

    /** What everyone may see of its headers. */
    public Map<String, String> shownHeaders() {
        if (!headers.containsKey(TraceHeaders.HIDDEN)) {
            return headers;
        }
        Map<String, String> shown = new LinkedHashMap<>(headers);
        shown.remove(TraceHeaders.HIDDEN);
        return shown;
    }

    /** The same with other headers. */
    public Event withHeaders(Map<String, String> others) {
        return new Event(id, destination, users, contentType, others, body, text, timestamp);
    }

    /** The same for one of its users alone. */
    public Event forUser(String user) {
        return users.size() == 1
                ? this
                : new Event(id, destination, Set.of(user), contentType, headers, body, text, timestamp);
    }
}
