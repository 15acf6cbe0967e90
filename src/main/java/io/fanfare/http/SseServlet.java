package io.fanfare.http;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.limit.LimitReached;
import io.fanfare.limit.Limits;
import io.fanfare.limit.Place;
import io.fanfare.limit.Places;
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
    private static final String METHODS = "GET, OPTIONS";

    private final transient Gate gate;
    private final transient Origins origins;
    private final transient Sessions sessions;
    private final transient Places places;
    private final transient SseStreams streams;
    private final transient Presence presence;
    private final int most;
    private final int mostReplayed;

    SseServlet(
            Gate gate,
            Origins origins,
            Sessions sessions,
            Places places,
            SseStreams streams,
            Presence presence,
            Limits limits) {
        this.gate = gate;
        this.origins = origins;
        this.sessions = sessions;
        this.places = places;
        this.streams = streams;
        this.presence = presence;
        this.most = limits.subscriptions();
        this.mostReplayed = limits.replay();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        try {
            checkOrigin(request, response);
            switch (request.getMethod()) {
                case "GET" -> stream(request, response);
                case "OPTIONS" -> options(response);
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

    private static void refuse(RuntimeException failure, HttpServletRequest request, HttpServletResponse response) {
        Problem problem = Problems.of(failure);
        if (EndedStream.isFor(request, problem.status())) {
            CloseReason reason = failure instanceof NotNow refusal ? refusal.reason() : CloseReason.OVERLOAD;
            EndedStream.send(reason, problem.detail(), request, response);
        } else {
            problem.send(request, response);
        }
    }

    private void checkOrigin(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return;
        }
        if (!origins.allow(origin, LocalGate.own(request))) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN,
                    "Pages of this origin do not read here: add it to fanfare.stomp.allowed-origins.");
        }
        response.setHeader("Access-Control-Allow-Origin", origin);
    }

    private static void options(HttpServletResponse response) {
        response.setHeader("Allow", METHODS);
        response.setHeader("Access-Control-Allow-Headers", SseRequest.LAST_EVENT_ID);
    }

    private void stream(HttpServletRequest request, HttpServletResponse response) {
        AccessControl.checkAny(gate.identify(request, null), Action.SUBSCRIBE, Action.PRESENCE);
        SseRequest asked = SseRequest.of(request, most, mostReplayed);
        Identity reader = gate.identify(request, asked.login());
        asked.patterns().forEach(pattern -> check(pattern, reader));
        if (!sessions.isAccepting()) {
            throw new NotNow(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    CloseReason.RESTART,
                    "This instance stops: come back, to another one.");
        }
        streams.begin(asked, reader, place(request), request, response);
    }

    private void check(DestinationPattern pattern, Identity reader) {
        AccessControl.check(reader, Action.SUBSCRIBE, pattern);
        if (pattern.kind() == Destination.Kind.PRESENCE && !presence.isKept(pattern)) {
            throw Refusal.invalid("Presence is not kept for all of " + pattern
                    + ": ask for less, or add a rule to fanfare.presence.rules.");
        }
    }

    private Place place(HttpServletRequest request) {
        return switch (places.take(request.getRemoteAddr())) {
            case Place place -> place;
            case LimitReached reached ->
                throw new NotNow(
                        reached.limit().isRate() ? HttpStatus.TOO_MANY_REQUESTS : HttpStatus.SERVICE_UNAVAILABLE,
                        CloseReason.LIMIT,
                        "No more than " + reached.most() + " are let in ("
                                + reached.limit().setting() + "): come back later.");
        };
    }
}
