package io.fanfare.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Why there is no better answer, for whoever asked (RFC 9457).
 *
 * @param detail says what to change; nothing of what is inside
 * @param pointer a JSON pointer to the field at fault, or null
 * @param headers of the answer, besides its content type and length
 */
record Problem(int status, String detail, @Nullable String pointer, Map<String, String> headers) {

    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    static final String CONTENT_TYPE = "application/problem+json";

    Problem(int status, String detail) {
        this(status, detail, null, Map.of());
    }

    /** The members of RFC 9457, to which more may be added. */
    JsonText json() {
        return new JsonText()
                .add("type", "about:blank")
                .add("title", title())
                .add("status", status)
                .add("detail", detail)
                .add("pointer", pointer);
    }

    void send(HttpServletRequest request, HttpServletResponse response) {
        send(request, response, json());
    }

    /** Answers, if the caller is still there, and even if the body of the request is still to come. */
    void send(HttpServletRequest request, HttpServletResponse response, JsonText json) {
        try {
            headers.forEach(response::setHeader);
            Answer.send(response, status, CONTENT_TYPE, json.toBytes());
            UnreadBody.drop(request, response);
        } catch (IOException e) {
            LOG.debug("A caller left", e);
        }
    }

    private String title() {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "Error " + status : known.getReasonPhrase();
    }
}
