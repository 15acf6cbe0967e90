package io.fanfare.ops;

import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** The sessions of this instance: who is connected, and a way to end one. */
@WebEndpoint(id = "sessions")
class SessionsEndpoint {

    private static final Comparator<Session> OLDEST_FIRST =
            Comparator.comparing(Session::opened).thenComparing(Session::id);

    private final Sessions sessions;

    SessionsEndpoint(Sessions sessions) {
        this.sessions = sessions;
    }

    /** One page of the sessions; of one user, or of one transport, where these are given. */
    @ReadOperation
    public WebEndpointResponse<Object> list(
            @Nullable String page, @Nullable String size, @Nullable String user, @Nullable String transport) {
        return OperatorAnswers.of(() -> {
            Page asked = Page.of(page, size);
            List<Session> matching = sessions.stream()
                    .filter(session -> user == null || user.equals(session.user()))
                    .filter(session -> transport == null
                            || transport.equals(session.connection().transport()))
                    .sorted(OLDEST_FIRST)
                    .toList();
            List<SessionView> views =
                    asked.of(matching).stream().map(SessionView::of).toList();
            return new SessionView.Listing(asked.page(), asked.size(), matching.size(), views);
        });
    }

    @ReadOperation
    public WebEndpointResponse<Object> one(@Selector String id) {
        Session session = sessions.get(id);
        return session == null ? unknown(id) : new WebEndpointResponse<>(SessionView.of(session));
    }

    /** Closes a session with an ERROR and 4410; its client should not come back as it is. */
    @DeleteOperation
    public WebEndpointResponse<Object> close(@Selector String id) {
        Session session = sessions.get(id);
        if (session == null) {
            return unknown(id);
        }
        session.fail(CloseReason.CLOSED_BY_OPERATOR, "An operator closed this session.");
        return OperatorAnswers.done();
    }

    private static WebEndpointResponse<Object> unknown(String id) {
        return OperatorAnswers.notFound(
                "There is no session '" + id + "' on this instance: it has ended, or is another instance's.");
    }
}
