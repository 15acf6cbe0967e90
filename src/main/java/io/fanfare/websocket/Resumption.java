package io.fanfare.websocket;

import io.fanfare.event.Position;
import io.fanfare.history.Resume;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import org.jspecify.annotations.Nullable;

/** Reads from where a SUBSCRIBE wants to hear: {@code last-message-id}, {@code replay} and {@code on-gap}. */
final class Resumption {

    private Resumption() {}

    /**
     * Of both, {@code last-message-id} counts.
     *
     * @param most how many of the last events may be asked for
     * @throws StompException if a header cannot be read
     */
    static Resume of(StompFrame subscribe, int most) {
        boolean live = isLive(subscribe.header("on-gap"));
        int last = last(subscribe.header("replay"), most);
        String id = subscribe.header("last-message-id");
        return id == null
                ? new Resume(null, last, live, false)
                : new Resume(position(id), 0, live, subscribe.header("receipt") == null);
    }

    private static boolean isLive(@Nullable String onGap) {
        return switch (onGap) {
            case null -> false;
            case "replay" -> false;
            case "live" -> true;
            default -> throw new StompException("on-gap must be replay or live, not '" + onGap + "'.");
        };
    }

    private static int last(@Nullable String replay, int most) {
        if (replay == null) {
            return 0;
        }
        try {
            int count = Integer.parseInt(replay);
            if (count >= 0) {
                return Math.min(count, most);
            }
        } catch (NumberFormatException e) {
            // the sentence below says it
        }
        throw new StompException("replay must be a number from 0, not '" + replay + "'.");
    }

    private static Position position(String id) {
        try {
            return Position.parse(id);
        } catch (IllegalArgumentException e) {
            throw new StompException("last-message-id: " + e.getMessage());
        }
    }
}
