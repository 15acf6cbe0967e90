package io.fanfare.ops;

import io.fanfare.security.Revocation;
import io.fanfare.security.RevocationListener;
import io.fanfare.security.Revocations;
import io.fanfare.session.Expulsion;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Tokens that operators have taken back before they expire, and a way to do so. Their sessions end within a second, on
 * every instance.
 */
@WebEndpoint(id = "revocations")
class RevocationsEndpoint {

    /** What is answered. */
    record Listing(List<Revocation> revocations) {}

    private final Revocations revocations;
    private final Expulsion expulsion;
    private final List<RevocationListener> others;

    /** @param others who knows of other instances, if there are any */
    RevocationsEndpoint(Revocations revocations, Expulsion expulsion, List<RevocationListener> others) {
        this.revocations = revocations;
        this.expulsion = expulsion;
        this.others = others;
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

    /** Where it is not here, others are told; whether one of them has it nobody knows. */
    private WebEndpointResponse<Object> revokeSession(String id) {
        return switch (expulsion.expel(id)) {
            case DONE -> OperatorAnswers.done();
            case NO_ROOM -> noRoom();
            case NOT_HERE -> {
                if (others.isEmpty()) {
                    yield OperatorAnswers.notFound("There is no session '" + id + "': it has ended.");
                }
                others.forEach(each -> each.sought(id));
                yield OperatorAnswers.passedOn();
            }
        };
    }

    private WebEndpointResponse<Object> answer(Revocation.Kind kind, String of) {
        return revocations.revoke(kind, of) ? OperatorAnswers.done() : noRoom();
    }

    private static WebEndpointResponse<Object> noRoom() {
        return OperatorAnswers.unavailable(
                "No more than " + Revocations.MOST + " revocations are remembered: wait until some have expired.");
    }
}
