package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.history.KeptEvent;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An event on its way back out, as JSON: the body as {@code payload} where it is JSON, as {@code text}, or as {@code data}. */
final class EventText {

    private EventText() {}

    static JsonText of(KeptEvent kept) {
        Event event = kept.event();
        String position = kept.position().toString();
        JsonText text = new JsonText()
                .add("id", event.id() == null ? position : event.id())
                .add("position", position)
                .add("timestamp", event.timestamp())
                .add("contentType", event.contentType());
        if (event.destination().kind() == Destination.Kind.USER) {
            text.addJson(
                    "users", event.users().stream().map(JsonText::quoted).collect(Collectors.joining(",", "[", "]")));
        }
        Map<String, String> shown = event.shownHeaders();
        if (!shown.isEmpty()) {
            JsonText headers = new JsonText();
            shown.forEach(headers::add);
            text.addJson("headers", headers.toString());
        }
        return body(text, event);
    }

    private static JsonText body(JsonText text, Event event) {
        if (!event.text()) {
            return text.add("data", Base64.getEncoder().encodeToString(event.body()));
        }
        String body = new String(event.body(), UTF_8);
        return isJson(event.contentType()) && isValid(event.body())
                ? text.addJson("payload", body)
                : text.add("text", body);
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.endsWith("+json");
    }

    /** Publishers may call anything JSON. */
    private static boolean isValid(byte[] body) {
        try {
            StrictJson.parse(body, parser -> parser.nextToken());
            return true;
        } catch (MalformedJson e) {
            return false;
        }
    }
}
