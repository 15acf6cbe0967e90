package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.session.CloseReason;
import io.fanfare.session.EventStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that ends as it begins: how a browser is told to come back. Its {@code EventSource} gives up for good at any other
 * status than 200 (HTML, section 9.2.3), but returns after a stream that has ended, when that has said.
 */
final class EndedStream {

    static final String CONTENT_TYPE = "text/event-stream;charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger(EndedStream.class);

    private static final int SHORTEST_RETRY_MILLIS = 1_000;
    private static final int LONGEST_RETRY_MILLIS = 6_000;

    private EndedStream() {}

    /** Whether it is what the caller asks for by name, as browsers do, and the refusal one that passes. */
    static boolean isFor(HttpServletRequest request, int status) {
        String accept = request.getHeader("Accept");
        return (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE || status == 429)
                && accept != null
                && accept.toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    /** What no cache may keep, nor a proxy hold back. */
    static void describe(HttpServletResponse response) {
        response.setContentType(CONTENT_TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }

    /** @param detail what the problem would have said */
    static void send(CloseReason reason, String detail, HttpServletRequest request, HttpServletResponse response) {
        String text = reason.text(ThreadLocalRandom.current().nextInt(SHORTEST_RETRY_MILLIS, LONGEST_RETRY_MILLIS));
        // said again: browsers may take an event without an id for one that takes theirs back
        String close = CloseEvent.of(reason.code(), text, request.getHeader(SseRequest.LAST_EVENT_ID));
        try {
            describe(response);
            Answer.send(
                    response,
                    HttpServletResponse.SC_OK,
                    CONTENT_TYPE,
                    (problem(reason, detail) + close).getBytes(UTF_8));
        } catch (IOException e) {
            LOG.debug("A reader left", e);
        }
    }

    private static String problem(CloseReason reason, String detail) {
        JsonText json = new JsonText().add("reason", reason.label()).add("message", detail);
        return reason.hasErrorFrame() ? EventStream.event("problem", null, json.toString()) : "";
    }
}
