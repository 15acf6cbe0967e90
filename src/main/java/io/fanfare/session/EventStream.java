package io.fanfare.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** The format of server-sent events (HTML, section 9.2.5), with one line of JSON in each. */
public final class EventStream {

    private EventStream() {}

    /**
     * An event that is none of a publisher's.
     *
     * @param name what the page listens to
     * @param id from which a client resumes that is cut off behind it; null if that stays what it was
     * @param json in one line
     */
    public static String event(String name, @Nullable String id, String json) {
        return "event: " + name + "\n" + (id == null ? "" : "id: " + id + "\n") + "data: " + json + "\n\n";
    }

    /**
     * What goes in front of an end for {@code reason}: what an ERROR frame says elsewhere. It is not called {@code error}, by
     * which name browsers tell their pages that a connection broke.
     */
    static Burst error(CloseReason reason, String message) {
        String json = "{\"reason\":\"" + reason.label() + "\",\"message\":\""
                + new String(JsonStringEncoder.getInstance().quoteAsUTF8(message), UTF_8) + "\"}";
        return Burst.of(event("problem", null, json));
    }
}
