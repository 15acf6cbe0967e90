package io.fanfare.http;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.limit.DestinationBounds;
import io.fanfare.limit.Limits;
import io.fanfare.presence.Presence;
import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.security.Identity;
import io.fanfare.security.Origins;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Sessions;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * {@code GET /sse?destination=...}: decides whether a stream begins. Other pages than the server's own may read it if their
 * origin is allowed, as they may connect.
 */
final class SseServlet extends HttpServlet {

    static final String PATH = "/sse";

    private static final long serialVersionUID = 1L;
    private static final String HEADERS = SseRequest.LAST_EVENT_ID + ", Authorization, X-API-Key";
    private static final String METHODS = "GET, OPTIONS";

    private final transient Gate gate;
    private final transient CrossOrigin crossOrigin;
    private final transient Sessions sessions;
    private final transient SsePlaces places;
    private final transient SseStreams streams;
    private final transient Presence presence;
    private final transient DestinationBounds bounds;
    private final int most;
    private final int mostReplayed;

    SseServlet(
            Gate gate,
            Origins origins,
            Sessions sessions,
            SsePlaces places,
            SseStreams streams,
            Presence presence,
            DestinationBounds bounds,
            Limits limits) {
        this.gate = gate;
        this.crossOrigin = new CrossOrigin(origins);
        this.sessions = sessions;
        this.places = places;
        this.streams = streams;
        this.presence = presence;
        this.bounds = bounds;
        this.most = limits.subscriptions();
        this.mostReplayed = limits.replay();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        try {
            crossOrigin.check(request, response);
            switch (request.getMethod()) {
                case "GET" -> stream(request, response);
                case "OPTIONS" -> CrossOrigin.allow(response, METHODS, HEADERS);
                default ->
                    throw new Refusal(
                            HttpStatus.METHOD_NOT_ALLOWED,
                            null,
                            "This path does not take " + request.getMethod() + ": use GET.",
                            Map.of("Allow", METHODS));
            }
        } catch (RuntimeException e) {
            refuse(e, request, response);
        }
    }

    private void refuse(RuntimeException failure, HttpServletRequest request, HttpServletResponse response) {
        places.count(failure);
        Problem problem = Problems.of(failure);
        if (EndedStream.isFor(request, problem.status())) {
            CloseReason reason = failure instanceof NotNow refusal ? refusal.reason() : CloseReason.OVERLOAD;
            EndedStream.send(reason, problem.detail(), request, response);
        } else {
            problem.send(request, response);
        }
    }

    private void stream(HttpServletRequest request, HttpServletResponse response) {
        SseRequest asked = SseRequest.of(request, most, mostReplayed);
        Identity reader = gate.identify(request, asked.login(), asked.ticket());
        AccessControl.checkAny(reader, Action.SUBSCRIBE, Action.PRESENCE);
        asked.patterns().forEach(pattern -> check(pattern, reader));
        if (!sessions.isAccepting()) {
            throw new NotNow(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    CloseReason.RESTART,
                    "This instance stops: come back, to another one.");
        }
        SsePlace place = places.take(request.getRemoteAddr(), reader.user(), asked.patterns());
        streams.begin(asked, reader, place, request, response);
    }

    private void check(DestinationPattern pattern, Identity reader) {
        bounds.check(pattern.toString());
        AccessControl.check(reader, Action.SUBSCRIBE, pattern);
        if (pattern.kind() == Destination.Kind.PRESENCE && !presence.isKept(pattern)) {
            throw Refusal.invalid("Presence is not kept for all of " + pattern
                    + ": ask for less, or add a rule to fanfare.presence.rules.");
        }
    }
}
