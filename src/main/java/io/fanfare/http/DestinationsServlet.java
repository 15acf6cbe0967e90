package io.fanfare.http;

import io.fanfare.broker.Broker;
import io.fanfare.broker.Publication;
import io.fanfare.broker.Publisher;
import io.fanfare.broker.Submission;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Utf8;
import io.fanfare.limit.DestinationBounds;
import io.fanfare.limit.Limit;
import io.fanfare.limit.Limits;
import io.fanfare.presence.Presence;
import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.security.Identity;
import io.fanfare.stomp.MediaTypes;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * {@code /api/v1/destinations}: which there are; {@code POST} with the destination behind it, without its first slash,
 * publishes there the body as it is. What is asked of one destination is named by the last segment of the path, split off
 * here, since a name may hold slashes; {@code POST} knows no such segment. A plain servlet, since it is what most events come
 * through.
 */
final class DestinationsServlet extends HttpServlet {

    static final String PATH = "/api/v1/destinations";

    private static final long serialVersionUID = 1L;
    private static final String METHODS = "POST, OPTIONS";
    private static final String LIST_METHODS = "GET, HEAD, OPTIONS";
    private static final String PRESENCE_METHODS = "GET, HEAD, POST, OPTIONS";
    private static final String HISTORY_METHODS = "GET, HEAD, DELETE, POST, OPTIONS";

    private final transient Gate gate;
    private final transient Publisher publisher;
    private final transient DryRun dryRun;
    private final transient DestinationList list;
    private final transient HistoryRequests history;
    private final transient PresenceRequests presence;
    private final transient DestinationBounds bounds;
    private final transient EarlyRefusals refusals;
    private final transient InstantSource clock;
    private final long limit;

    DestinationsServlet(
            Gate gate,
            Publisher publisher,
            DryRun dryRun,
            Broker broker,
            Presence presence,
            DestinationBounds bounds,
            EarlyRefusals refusals,
            Limits limits,
            InstantSource clock) {
        this.gate = gate;
        this.publisher = publisher;
        this.dryRun = dryRun;
        this.list = new DestinationList(broker);
        this.history = new HistoryRequests(gate, broker);
        this.presence = new PresenceRequests(gate, presence);
        this.bounds = bounds;
        this.refusals = refusals;
        this.limit = limits.eventSize().toBytes();
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        try {
            switch (request.getMethod()) {
                case "POST" -> publish(request, response);
                case "GET", "HEAD" -> read(request, response);
                case "DELETE" -> delete(request, response);
                case "OPTIONS" -> response.setHeader("Allow", methods(request));
                default -> throw notAllowed(request);
            }
        } catch (IOException | RuntimeException e) {
            Problem problem = Problems.of(e);
            refusals.count(request, e, problem.status());
            problem.send(request, response);
        }
    }

    private void publish(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Identity identity = gate.admit(request, Action.PUBLISH);
        Runnable watch = gate.watch(identity);
        Destination destination = Destination.parse(path(request));
        bounds.check(destination.toString());
        RawQuery query = RawQuery.of(request.getQueryString());
        if (query.isDryRun()) {
            Answer.found(response, dryRun.of(List.of(event(destination, query, request)), identity));
            return;
        }
        AccessControl.check(identity, Action.PUBLISH, destination);
        Submission submission = new Submission(identity, List.of(event(destination, query, request)), null);
        watch.run();
        Publication publication =
                publisher.publish(submission, Publisher.Source.HTTP).getFirst();
        Answer.accepted(response, Answer.of(publication).toBytes());
    }

    private void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (methods(request)) {
            case LIST_METHODS -> {
                gate.admit(request, Action.OPERATE);
                Answer.found(response, list.read(request));
            }
            case HISTORY_METHODS -> Answer.found(response, history.read(parent(request), request));
            case PRESENCE_METHODS -> Answer.found(response, presence.read(parent(request), request));
            default -> throw notAllowed(request);
        }
    }

    private void delete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        gate.admit(request, Action.OPERATE);
        if (!methods(request).equals(HISTORY_METHODS)) {
            throw notAllowed(request);
        }
        Answer.found(response, history.clear(parent(request), request));
    }

    /** What may be done at this path. */
    private static String methods(HttpServletRequest request) {
        String path = request.getPathInfo();
        if (path == null) {
            return LIST_METHODS;
        }
        if (path.endsWith(HistoryRequests.SEGMENT)) {
            return HISTORY_METHODS;
        }
        return path.endsWith(PresenceRequests.SEGMENT) ? PRESENCE_METHODS : METHODS;
    }

    private static Refusal notAllowed(HttpServletRequest request) {
        String methods = methods(request);
        return new Refusal(
                HttpStatus.METHOD_NOT_ALLOWED,
                null,
                "This path does not take " + request.getMethod() + ": use " + methods + ".",
                Map.of("Allow", methods));
    }

    private Event event(Destination destination, RawQuery query, HttpServletRequest request) throws IOException {
        String contentType = contentType(request);
        String id = Gate.id(request);
        byte[] body = RequestBody.read(request, limit, Limit.EVENT_SIZE);
        return new Event(
                id, destination, query.users(), contentType, Map.of(), body, Utf8.isValid(body), clock.millis());
    }

    /** The container has decoded the path, once. It would also have cut off what follows a semicolon. */
    private static String path(HttpServletRequest request) {
        if (request.getRequestURI().indexOf(';') >= 0) {
            throw Refusal.invalid("A destination holds no semicolon: remove it from the path.");
        }
        return Objects.requireNonNullElse(request.getPathInfo(), "");
    }

    /** The destination in front of the last segment. */
    private static Destination parent(HttpServletRequest request) {
        String path = path(request);
        return Destination.parse(path.substring(0, path.lastIndexOf('/')));
    }

    private static @Nullable String contentType(HttpServletRequest request) {
        String contentType = request.getContentType();
        if (contentType != null && !MediaTypes.isValid(contentType)) {
            throw Refusal.invalid("Content-Type is no MIME type: write one such as text/plain, or leave it out.");
        }
        return contentType;
    }
}
