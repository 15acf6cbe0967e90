package io.fanfare.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.event.Event;
import io.fanfare.event.PayloadJson;
import io.fanfare.event.Position;
import io.fanfare.stomp.ByteSink;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;

/** An event as server-sent events have it (HTML, section 9.2.5): its position as {@code id}, and one line of JSON. */
final class StreamedEvent {

    private static final Pattern JSON_TYPE =
            Pattern.compile("application/([^;\\s]+\\+)?json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

    private static final int USUAL_ENVELOPE = 256;

    private StreamedEvent() {}

    static byte[] encode(Event event, Position position) {
        byte[] json = json(event);
        return new ByteSink(json.length + 64)
                .put(("id: " + position + "\ndata: ").getBytes(UTF_8))
                .put(json)
                .put((byte) '\n')
                .put((byte) '\n')
                .toByteArray();
    }

    private static byte[] json(Event event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_ENVELOPE + event.body().length);
        try (JsonGenerator json = PayloadJson.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("destination", event.destination().toString());
            json.writeNumberProperty("timestamp", event.timestamp());
            if (event.contentType() != null) {
                json.writeStringProperty("contentType", event.contentType());
            }
            headers(event.shownHeaders(), json);
            body(event, json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void headers(Map<String, String> headers, JsonGenerator json) {
        if (!headers.isEmpty()) {
            json.writeObjectPropertyStart("headers");
            headers.forEach(json::writeStringProperty);
            json.writeEndObject();
        }
    }

    private static void body(Event event, JsonGenerator json) {
        if (!event.text()) {
            json.writeName("data").writeBinary(event.body());
            return;
        }
        String text = new String(event.body(), UTF_8);
        if (event.contentType() != null
                && JSON_TYPE.matcher(event.contentType()).matches()
                && isJson(text)) {
            // between tokens, which is the only place for them, line ends are white space like any other
            json.writeName("payload").writeRawValue(text.replace('\n', ' ').replace('\r', ' '));
        } else {
            json.writeStringProperty("text", text);
        }
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = PayloadJson.FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }
}
