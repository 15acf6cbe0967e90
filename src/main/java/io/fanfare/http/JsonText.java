package io.fanfare.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A small JSON object on its way out, member by member. */
final class JsonText {

    private static final int USUAL_LENGTH = 192;
    private static final char FIRST_PRINTABLE = 0x20;

    private final StringBuilder text = new StringBuilder(USUAL_LENGTH);

    JsonText() {
        text.append('{');
    }

    /** Adds a member, unless its value is null. */
    JsonText add(String name, @Nullable String value) {
        if (value != null) {
            name(name);
            quote(value);
        }
        return this;
    }

    JsonText add(String name, long value) {
        name(name).append(value);
        return this;
    }

    /** @param json a value that is JSON already */
    JsonText addJson(String name, CharSequence json) {
        name(name).append(json);
        return this;
    }

    /** A string as JSON. */
    static String quoted(String value) {
        JsonText json = new JsonText();
        json.text.setLength(0);
        json.quote(value);
        return json.text.toString();
    }

    byte[] toBytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text + "}";
    }

    private StringBuilder name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(name);
        return text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        escape(value);
        text.append('"');
    }

    private void escape(String value) {
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < FIRST_PRINTABLE || c == '"' || c == '\\') {
                text.append(value, plain, i);
                plain = i + 1;
                escape(c);
            }
        }
        text.append(value, plain, value.length());
    }

    private void escape(char c) {
        if (c < FIRST_PRINTABLE) {
            text.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xF, 16));
        } else {
            text.append('\\').append(c);
        }
    }
}
