package io.fanfare.http;

import io.fanfare.broker.Publication;
import io.fanfare.broker.Publisher;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Utf8;
import io.fanfare.limit.Limits;
import io.fanfare.stomp.MediaTypes;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * {@code POST /api/v1/destinations/<destination without its first slash>}: the body is the event's, as it is. A plain
 * servlet, since it is what most events come through.
 */
final class RawPublishServlet extends HttpServlet {

    static final String PATH = "/api/v1/destinations";

    private static final long serialVersionUID = 1L;
    private static final String METHODS = "POST, OPTIONS";

    private final transient Gate gate;
    private final transient Publisher publisher;
    private final transient EarlyRefusals refusals;
    private final transient InstantSource clock;
    private final long limit;

    RawPublishServlet(Gate gate, Publisher publisher, EarlyRefusals refusals, Limits limits, InstantSource clock) {
        this.gate = gate;
        this.publisher = publisher;
        this.refusals = refusals;
        this.limit = limits.eventSize().toBytes();
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        try {
            switch (request.getMethod()) {
                case "POST" -> publish(request, response);
                case "OPTIONS" -> response.setHeader("Allow", METHODS);
                default ->
                    throw new Refusal(
                            HttpStatus.METHOD_NOT_ALLOWED,
                            null,
                            "This path does not take " + request.getMethod() + ": use POST.",
                            Map.of("Allow", METHODS));
            }
        } catch (IOException | RuntimeException e) {
            Problem problem = Problems.of(e);
            refusals.count(request, e, problem.status());
            problem.send(request, response);
        }
    }

    private void publish(HttpServletRequest request, HttpServletResponse response) throws IOException {
        gate.admit(request);
        Event event = event(request);
        Publication publication = publisher.publish(event, Publisher.Source.HTTP);
        Answer.accepted(response, Answer.of(publication).toBytes());
    }

    private Event event(HttpServletRequest request) throws IOException {
        Destination destination = destination(request);
        String contentType = contentType(request);
        String id = Gate.id(request);
        var users = Query.users(request.getQueryString());
        byte[] body = RequestBody.read(request, limit, "fanfare.limits.event-size");
        return new Event(id, destination, users, contentType, Map.of(), body, Utf8.isValid(body), clock.millis());
    }

    /** The container has decoded the path, once. It would also have cut off what follows a semicolon. */
    private static Destination destination(HttpServletRequest request) {
        if (request.getRequestURI().indexOf(';') >= 0) {
            throw Refusal.invalid("A destination holds no semicolon: remove it from the path.");
        }
        String path = request.getPathInfo();
        return Destination.parse(path == null ? "" : path);
    }

    private static @Nullable String contentType(HttpServletRequest request) {
        String contentType = request.getContentType();
        if (contentType != null && !MediaTypes.isValid(contentType)) {
            throw Refusal.invalid("Content-Type is no MIME type: write one such as text/plain, or leave it out.");
        }
        return contentType;
    }
}
