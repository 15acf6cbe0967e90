package io.fanfare.http;

import io.fanfare.limit.Limit;
import java.util.function.BiConsumer;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads fields that must have a certain type, or says which of them has not. */
final class JsonFields {

    private JsonFields() {}

    /** @throws Refusal 400 if the parser stands at anything but a string */
    static String string(JsonParser parser, String pointer) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw Refusal.invalid(pointer, "This is a string: write it in quotes.");
        }
        return parser.getString();
    }

    /**
     * Reads an array of strings.
     *
     * @param field its name, at the top of the document
     * @param most how many there may be
     * @param each takes a string and a pointer to it
     * @throws Refusal 400 if it is anything else
     */
    static void strings(JsonParser parser, String field, int most, BiConsumer<String, String> each) {
        String pointer = pointer("", field);
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw Refusal.invalid(pointer, field + " is an array of strings.");
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == most) {
                throw new LimitRefusal(
                        HttpStatus.BAD_REQUEST,
                        pointer,
                        Limit.EVENT_DESTINATIONS,
                        "There are more than " + most + " " + field,
                        "send several events");
            }
            String at = pointer + '/' + i;
            each.accept(string(parser, at), at);
        }
    }

    /**
     * Reads an object of strings.
     *
     * @param each takes a name and a string
     * @throws Refusal 400 if it is anything else
     */
    static void object(JsonParser parser, String field, BiConsumer<String, String> each) {
        String pointer = pointer("", field);
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Refusal.invalid(pointer, field + " is an object of strings.");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            each.accept(name, string(parser, pointer(pointer, name)));
        }
    }

    /** A JSON pointer one step further, escaped as RFC 6901, section 3, has it. */
    static String pointer(String parent, String name) {
        return parent + '/' + name.replace("~", "~0").replace("/", "~1");
    }
}
