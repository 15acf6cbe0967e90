package io.fanfare.websocket;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Utf8;
import io.fanfare.fanout.MessageFrame;
import io.fanfare.limit.DestinationBounds;
import io.fanfare.stomp.MediaTypes;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From a client's SENDs to events. One for each session; one thread at a time. */
final class SendFrames {

    private final DestinationBounds bounds;

    /** That of the last SEND, mostly that of the next too. What is kept of many events is then one destination. */
    private @Nullable Destination last;

    SendFrames(DestinationBounds bounds) {
        this.bounds = bounds;
    }

    /** The event that a SEND stands for. To {@code /user/} it is addressed to the sender's own sessions. */
    Event event(StompFrame frame, @Nullable String user, long now) {
        Destination destination = destination(Conversation.required(frame, "destination"));
        String contentType = frame.header("content-type");
        if (contentType != null && !MediaTypes.isValid(contentType)) {
            throw new StompException("content-type is no MIME type.");
        }
        return new Event(
                null,
                destination,
                users(destination, user),
                contentType,
                headers(frame),
                frame.body(),
                Utf8.isValid(frame.body()),
                now);
    }

    private Destination destination(String text) {
        Destination known = last;
        if (known == null || !known.toString().equals(text)) {
            known = Destination.parse(text);
            bounds.check(text);
            last = known;
        }
        return known;
    }

    private static Set<String> users(Destination destination, @Nullable String user) {
        if (destination.kind() != Destination.Kind.USER) {
            return Set.of();
        }
        if (user == null) {
            throw new StompException("SEND to /user/ reaches one's own sessions: CONNECT with a login first.");
        }
        return Set.of(user);
    }

    private static Map<String, String> headers(StompFrame frame) {
        Map<String, String> headers = new LinkedHashMap<>();
        frame.headers().forEach((name, value) -> {
            if (!MessageFrame.isReserved(name) && !MessageFrame.isAboutTheSender(name)) {
                headers.put(name, value);
            }
        });
        return headers.isEmpty() ? Map.of() : headers;
    }
}
