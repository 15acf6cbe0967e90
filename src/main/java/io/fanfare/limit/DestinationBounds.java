package io.fanfare.limit;

import io.fanfare.event.InvalidDestinationException;
import io.fanfare.event.InvalidDestinationException.Bound;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How long and how deep destinations and patterns may be, where that is less than what any may be. Thread-safe. */
public final class DestinationBounds {

    private static final int MAX_BYTES_PER_CHAR = 3;

    private final int length;
    private final int depth;

    public DestinationBounds(Limits limits) {
        this.length = limits.destinationLength();
        this.depth = limits.destinationDepth();
    }

    /**
     * Checks a destination or pattern that is right otherwise.
     *
     * @throws InvalidDestinationException if it is longer or deeper
     */
    public void check(String text) {
        int start = text.indexOf('/', 1) + 1;
        if ((text.length() - start) * MAX_BYTES_PER_CHAR > length && bytes(text, start) > length) {
            throw new InvalidDestinationException(
                    "A destination's name is at most " + length + " bytes of UTF-8 ("
                            + Limit.DESTINATION_LENGTH.setting() + "): use a shorter one.",
                    Bound.LENGTH);
        }
        if (parts(text, start) > depth) {
            throw new InvalidDestinationException(
                    "A destination has at most " + depth + " parts (" + Limit.DESTINATION_DEPTH.setting()
                            + "): use fewer.",
                    Bound.DEPTH);
        }
    }

    private static int bytes(String text, int start) {
        return text.substring(start).getBytes(StandardCharsets.UTF_8).length;
    }

    private static int parts(String text, int start) {
        int parts = 1;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            parts += c == '.' || c == '/' ? 1 : 0;
        }
        return parts;
    }

    /** The limit for which a destination was refused; null if something else is wrong with it. */
    public static @Nullable Limit limit(InvalidDestinationException refused) {
        return switch (refused.bound()) {
            case null -> null;
            case LENGTH -> Limit.DESTINATION_LENGTH;
            case DEPTH -> Limit.DESTINATION_DEPTH;
        };
    }
}
