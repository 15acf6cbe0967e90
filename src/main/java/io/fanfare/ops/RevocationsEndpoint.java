package io.fanfare.ops;

import io.fanfare.security.Revocation;
import io.fanfare.security.Revocations;
import io.fanfare.security.Token;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** Tokens that operators have taken back before they expire, and a way to do so. Their sessions end within a second. */
@WebEndpoint(id = "revocations")
class RevocationsEndpoint {

    /** What is answered. */
    record Listing(List<Revocation> revocations) {}

    private final Revocations revocations;
    private final Sessions sessions;

    RevocationsEndpoint(Revocations revocations, Sessions sessions) {
        this.revocations = revocations;
        this.sessions = sessions;
    }

    /** What is taken back, and until when that is remembered. */
    @ReadOperation
    public Listing list() {
        return new Listing(revocations.list().stream()
                .sorted(Comparator.comparing(Revocation::at).thenComparing(Revocation::of))
                .toList());
    }

    /** Takes back all tokens that a user has now, or one token, or that of a session, which ends. */
    @WriteOperation
    public WebEndpointResponse<Object> revoke(@Nullable String user, @Nullable String token, @Nullable String session) {
        long given = Stream.of(user, token, session).filter(Objects::nonNull).count();
        if (given != 1) {
            return OperatorAnswers.invalid("Name one of user, token (its id) and session.");
        }
        if (session != null) {
            return revokeSession(session);
        }
        return user == null ? answer(Revocation.Kind.TOKEN, String.valueOf(token)) : answer(Revocation.Kind.USER, user);
    }

    private WebEndpointResponse<Object> revokeSession(String id) {
        Session session = sessions.get(id);
        if (session == null) {
            return OperatorAnswers.notFound(
                    "There is no session '" + id + "' on this instance: it has ended, or is another instance's.");
        }
        Token token = session.identity().token();
        if (token != null) {
            return answer(Revocation.Kind.TOKEN, token.id());
        }
        session.fail(CloseReason.CLOSED_BY_OPERATOR, "An operator closed this session.");
        return OperatorAnswers.done();
    }

    private WebEndpointResponse<Object> answer(Revocation.Kind kind, String of) {
        return revocations.revoke(kind, of)
                ? OperatorAnswers.done()
                : OperatorAnswers.unavailable("No more than " + Revocations.MOST
                        + " revocations are remembered: wait until some have expired.");
    }
}
