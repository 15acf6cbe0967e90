package io.fanfare.http;

import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.security.Authenticator;
import io.fanfare.security.Credentials;
import io.fanfare.security.Identity;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What is asked of every request before a byte of its body is read. */
final class Gate {

    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Authenticator authenticator;

    Gate(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /**
     * Lets a caller in that may do one of these somewhere; where, is still to be checked.
     *
     * @throws io.fanfare.security.UnauthenticatedException if its credential is missing or does not hold
     * @throws io.fanfare.security.ForbiddenException if it may do none of them anywhere
     * @throws Refusal 415 if its body is encoded
     */
    Identity admit(HttpServletRequest request, Action... actions) {
        Identity identity = identify(request, null, null);
        AccessControl.checkAny(identity, actions);
        checkEncoding(request);
        return identity;
    }

    /**
     * Who calls.
     *
     * @param login who it says it is, or null
     * @param ticket that stands for it, or null
     * @throws io.fanfare.security.UnauthenticatedException if its credential does not hold
     */
    Identity identify(HttpServletRequest request, @Nullable String login, @Nullable String ticket) {
        authenticator.refuseInUrl(request.getQueryString());
        Credentials credentials =
                Credentials.of(login, request.getHeader("Authorization"), request.getHeader("X-API-Key"));
        return authenticator.authenticate(credentials, ticket == null ? null : authenticator.redeem(ticket));
    }

    /** What is asked again of who was let in just now, when more of its body has come: it throws if that does not hold any more. */
    Runnable watch(Identity identity) {
        return authenticator.watch(identity);
    }

    private static void checkEncoding(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new Refusal(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    null,
                    "An encoded body is not taken: send it without Content-Encoding.",
                    Map.of("Accept-Encoding", "identity"));
        }
    }

    /**
     * The id that the header {@code Idempotency-Key} gives to an event.
     *
     * @throws Refusal 400 if it is no id
     */
    static @Nullable String id(HttpServletRequest request) {
        String key = request.getHeader(IDEMPOTENCY_KEY);
        if (key != null) {
            if (!key.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                throw Refusal.invalid("The header Idempotency-Key holds visible ASCII characters only: use those, or"
                        + " give the id in the JSON of POST /api/v1/events.");
            }
            PlainText.checkId(key, null);
        }
        return key;
    }
}
