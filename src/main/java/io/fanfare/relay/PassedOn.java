package io.fanfare.relay;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Utf8;
import io.fanfare.fanout.MessageFrame;
import io.fanfare.limit.Limits;
import io.fanfare.stomp.MediaTypes;
import io.fanfare.stomp.StompFrame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the broker passes on from publishers that may be no instance of this service: within the limits of all events. */
final class PassedOn {

    /** What says how the broker treats a message. */
    private static final Set<String> OF_THE_BROKER = Set.of("persistent", "JMSXGroupID");

    private final Limits limits;
    private final Set<String> withheld;

    /**
     * Creates what passes them on.
     *
     * @param withheld names of headers that mean nothing to whoever hears these messages
     */
    PassedOn(Limits limits, Set<String> withheld) {
        this.limits = limits;
        this.withheld = withheld;
    }

    /** Why it is no event, in a few words; null if it is one. */
    @Nullable
    String fault(StompFrame message) {
        if (message.isBodyLeftOut()
                || message.body().length > limits.eventSize().toBytes()) {
            return "it is larger than fanfare.limits.event-size";
        }
        Map<String, String> headers = headers(message);
        if (headers.size() > limits.eventHeaders()) {
            return "it has more headers than fanfare.limits.event-headers";
        }
        long size = headers.entrySet().stream()
                .mapToLong(
                        header -> header.getKey().length() + header.getValue().length())
                .sum();
        return size > limits.eventHeadersSize().toBytes()
                ? "its headers are larger than fanfare.limits.event-headers-size"
                : null;
    }

    Event event(StompFrame message, Destination destination, long timestamp) {
        String type = message.header("content-type");
        return new Event(
                null,
                destination,
                Set.of(),
                type != null && MediaTypes.isValid(type) ? type : null,
                headers(message),
                message.body(),
                Utf8.isValid(message.body()),
                timestamp);
    }

    private Map<String, String> headers(StompFrame message) {
        Map<String, String> headers = new LinkedHashMap<>();
        message.headers().forEach((name, value) -> {
            boolean publishers = !MessageFrame.isReserved(name) && !MessageFrame.isAboutTheSender(name);
            boolean brokers = OF_THE_BROKER.contains(name) || name.startsWith("x-stream-");
            if (publishers && !brokers && !withheld.contains(name)) {
                headers.put(name, value);
            }
        });
        return headers.isEmpty() ? Map.of() : headers;
    }
}
