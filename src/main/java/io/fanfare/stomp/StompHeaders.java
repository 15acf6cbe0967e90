package io.fanfare.stomp;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a frame, in order. Of repeated headers the first counts and the others are dropped. Names are
 * case-sensitive. Not safe for use by several threads while headers are added.
 */
public final class StompHeaders {

    private static final int INITIAL_HEADERS = 6;

    /** Names at even places, each before its value. */
    private String[] pairs = new String[2 * INITIAL_HEADERS];

    private int used;

    /** Headers from names, each followed by its value. */
    public static StompHeaders of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("Each name needs a value");
        }
        StompHeaders headers = new StompHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /** Adds a header at the end, unless one of that name is there. */
    public StompHeaders add(String name, String value) {
        if (get(name) == null) {
            if (used == pairs.length) {
                pairs = Arrays.copyOf(pairs, 2 * used);
            }
            pairs[used++] = name;
            pairs[used++] = value;
        }
        return this;
    }

    public @Nullable String get(String name) {
        for (int i = 0; i < used; i += 2) {
            if (pairs[i].equals(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    public int size() {
        return used / 2;
    }

    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < used; i += 2) {
            action.accept(pairs[i], pairs[i + 1]);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        forEach((name, value) -> text.append(text.length() == 1 ? "" : ", ").append(name));
        return text.append(']').toString();
    }
}
