package io.fanfare.http;

import io.fanfare.event.Destination;
import io.fanfare.event.InvalidDestinationException;
import io.fanfare.event.Position;
import io.fanfare.limit.DestinationBounds;
import io.fanfare.limit.Limit;
import io.fanfare.limit.Limits;
import io.fanfare.stomp.MediaTypes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the JSON of {@code POST /api/v1/events}, strictly: what is not known is refused. */
final class EventReader {

    /** Bytes that a destination or a user takes at most with quotes and comma, unless it is written in escapes. */
    private static final int ADDRESS = 256;

    private final Limits limits;
    private final DestinationBounds bounds;

    EventReader(Limits limits, DestinationBounds bounds) {
        this.bounds = bounds;
        this.limits = limits;
    }

    /** Bytes of JSON that one event may take: room for its body in base64, or with spaces, and for all else at its limit. */
    long largest() {
        return 2 * limits.eventSize().toBytes()
                + 2 * limits.eventHeadersSize().toBytes()
                + (long) ADDRESS * limits.eventDestinations();
    }

    /**
     * Reads an event.
     *
     * @throws MalformedJson if it is no JSON
     * @throws Refusal if it is no event, with a pointer to the field at fault
     */
    EventDraft read(byte[] json) {
        EventDraft draft = new EventDraft();
        StrictJson.parse(json, parser -> {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Refusal.invalid("An event is a JSON object: {\"destination\": ..., \"payload\": ...}.");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_NULL || name.equals("payload")) {
                    field(name, parser, json, draft);
                }
            }
            draft.check();
        });
        return draft;
    }

    private void field(String name, JsonParser parser, byte[] json, EventDraft draft) {
        String pointer = JsonFields.pointer("", name);
        switch (name) {
            case "destination" -> draft.destination(destination(JsonFields.string(parser, pointer), pointer));
            case "destinations" -> draft.destinations(destinations(parser));
            case "payload" -> draft.payload(payload(parser, json));
            case "data" -> draft.data(data(JsonFields.string(parser, pointer)));
            case "contentType" -> draft.contentType(contentType(JsonFields.string(parser, pointer)));
            case "id" -> draft.id(id(JsonFields.string(parser, pointer)));
            case "users" -> users(parser, draft);
            case "headers" -> headers(parser, draft);
            case "expectedPosition" -> draft.expectedPosition(position(JsonFields.string(parser, pointer), pointer));
            default -> throw Refusal.invalid(pointer, "An event has no such field: remove it.");
        }
    }

    private Destination destination(String text, String pointer) {
        try {
            Destination destination = Destination.parse(text);
            bounds.check(text);
            return destination;
        } catch (InvalidDestinationException e) {
            throw new InvalidDestination(pointer, e);
        }
    }

    private static Position position(String text, String pointer) {
        try {
            return Position.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(pointer, String.valueOf(e.getMessage()));
        }
    }

    private List<Destination> destinations(JsonParser parser) {
        List<Destination> destinations = new ArrayList<>();
        JsonFields.strings(
                parser,
                "destinations",
                limits.eventDestinations(),
                (text, pointer) -> destinations.add(destination(text, pointer)));
        if (destinations.isEmpty()) {
            throw Refusal.invalid("/destinations", "destinations is empty: name at least one.");
        }
        return destinations;
    }

    private byte[] payload(JsonParser parser, byte[] json) {
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        parser.finishToken();
        int end = Math.toIntExact(parser.currentLocation().getByteOffset());
        return checkSize(PayloadText.compact(json, start, end), "/payload");
    }

    private byte[] data(String base64) {
        try {
            return checkSize(Base64.getDecoder().decode(base64), "/data");
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("/data", "data is not base64 (RFC 4648, section 4): encode it anew.");
        }
    }

    private byte[] checkSize(byte[] body, String pointer) {
        if (body.length > limits.eventSize().toBytes()) {
            throw LimitRefusal.tooLarge(
                    pointer,
                    Limit.EVENT_SIZE,
                    "The body is larger than " + limits.eventSize().toBytes() + " bytes");
        }
        return body;
    }

    private static String contentType(String contentType) {
        if (!MediaTypes.isValid(contentType)) {
            throw Refusal.invalid("/contentType", "contentType is no MIME type: write one such as text/plain.");
        }
        return contentType;
    }

    private static String id(String id) {
        PlainText.checkId(id, "/id");
        return id;
    }

    private void users(JsonParser parser, EventDraft draft) {
        JsonFields.strings(parser, "users", limits.eventDestinations(), (user, pointer) -> {
            PlainText.checkUser(user, pointer);
            draft.user(user);
        });
    }

    private static void headers(JsonParser parser, EventDraft draft) {
        JsonFields.object(parser, "headers", (name, value) -> {
            PlainText.checkHeader(name, value, JsonFields.pointer("/headers", name));
            draft.header(name, value);
        });
    }
}
