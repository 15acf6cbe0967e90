package io.fanfare.http;

import io.fanfare.event.Destination;
import io.fanfare.event.InvalidDestinationException;
import io.fanfare.limit.Limits;
import io.fanfare.stomp.MediaTypes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the JSON of {@code POST /api/v1/events}, strictly: what is not known is refused. */
final class EventReader {

    /** Bytes that a destination or a user takes at most with quotes and comma, unless it is written in escapes. */
    private static final int ADDRESS = 256;

    private final Limits limits;

    EventReader(Limits limits) {
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
        switch (name) {
            case "destination" -> draft.destination(destination(string(parser, "/destination"), "/destination"));
            case "destinations" -> draft.destinations(destinations(parser));
            case "payload" -> draft.payload(payload(parser, json));
            case "data" -> draft.data(data(string(parser, "/data")));
            case "contentType" -> draft.contentType(contentType(string(parser, "/contentType")));
            case "id" -> draft.id(id(string(parser, "/id")));
            case "users" ->
                strings(parser, "/users", (user, pointer) -> {
                    PlainText.checkUser(user, pointer);
                    draft.user(user);
                });
            case "headers" -> headers(parser, draft);
            case "expectedPosition" ->
                throw Refusal.invalid("/expectedPosition", "expectedPosition is not supported yet: leave it out.");
            default -> throw Refusal.invalid(pointer("", name), "An event has no such field: remove it.");
        }
    }

    private static Destination destination(String text, String pointer) {
        try {
            return Destination.parse(text);
        } catch (InvalidDestinationException e) {
            throw Refusal.invalid(pointer, String.valueOf(e.getMessage()));
        }
    }

    private List<Destination> destinations(JsonParser parser) {
        List<Destination> destinations = new ArrayList<>();
        strings(parser, "/destinations", (text, pointer) -> destinations.add(destination(text, pointer)));
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
            throw Refusal.tooLarge(
                    pointer,
                    "The body is larger than " + limits.eventSize().toBytes()
                            + " bytes (fanfare.limits.event-size): send less.");
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

    private void headers(JsonParser parser, EventDraft draft) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Refusal.invalid("/headers", "headers is an object of strings.");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            String pointer = pointer("/headers", name);
            parser.nextToken();
            String value = string(parser, pointer);
            PlainText.checkHeader(name, value, pointer);
            draft.header(name, value);
        }
    }

    private void strings(JsonParser parser, String pointer, BiConsumer<String, String> each) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw Refusal.invalid(pointer, pointer.substring(1) + " is an array of strings.");
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == limits.eventDestinations()) {
                throw Refusal.invalid(
                        pointer,
                        "There are more than " + i + " " + pointer.substring(1)
                                + " (fanfare.limits.event-destinations): send several events.");
            }
            String at = pointer + "/" + i;
            each.accept(string(parser, at), at);
        }
    }

    private static String string(JsonParser parser, String pointer) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw Refusal.invalid(pointer, "This is a string: write it in quotes.");
        }
        return parser.getString();
    }

    /** A JSON pointer one step further, escaped as RFC 6901, section 3, has it. */
    private static String pointer(String parent, String name) {
        return parent + '/' + name.replace("~", "~0").replace("/", "~1");
    }
}
