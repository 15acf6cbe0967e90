package io.fanfare.http;

import io.fanfare.session.CloseReason;
import io.fanfare.session.EventStream;
import org.jspecify.annotations.Nullable;

/** The last event of a stream: why it ends and, where its reader may come back, after how long. */
final class CloseEvent {

    private CloseEvent() {}

    /**
     * @param reason as {@link CloseReason#text} has it
     * @param id from which the reader resumes; null if that stays what it was in this stream
     */
    static String of(int code, String reason, @Nullable String id) {
        String json = new JsonText().add("code", code).add("reason", reason).toString();
        int wait = reason.indexOf(CloseReason.RETRY);
        String retry = wait < 0 ? "" : "retry: " + reason.substring(wait + CloseReason.RETRY.length()) + "\n";
        return retry + EventStream.event("close", id, json);
    }
}
