package io.fanfare.http;

import io.fanfare.broker.Publication;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a caller is told whose request was taken. */
final class Answer {

    static final String CONTENT_TYPE = "application/json";

    private Answer() {}

    static JsonText of(Publication publication) {
        JsonText answer = new JsonText()
                .add("id", publication.id())
                .add("destination", publication.destination().toString());
        if (publication.isInLog()) {
            answer.add("position", publication.position().toString());
        }
        if (publication.subscribers() != Publication.UNKNOWN) {
            answer.add("subscribers", publication.subscribers());
        }
        return publication.duplicate() ? answer.addJson("duplicate", "true") : answer;
    }

    static void accepted(HttpServletResponse response, byte[] json) throws IOException {
        send(response, HttpServletResponse.SC_ACCEPTED, CONTENT_TYPE, json);
    }

    static void found(HttpServletResponse response, JsonText json) throws IOException {
        send(response, HttpServletResponse.SC_OK, CONTENT_TYPE, json.toBytes());
    }

    /** Answers with a body of known length, in one write. */
    static void send(HttpServletResponse response, int status, String contentType, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(contentType);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
