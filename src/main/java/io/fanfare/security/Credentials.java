package io.fanfare.security;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a caller shows of itself, as it came; null or empty where there is none.
 *
 * @param login who it says it is
 * @param authorization what stands in a header of this name
 * @param secrets tokens and keys that stand elsewhere
 */
public record Credentials(@Nullable String login, @Nullable String authorization, List<String> secrets) {

    /** How they are shown. */
    public static final String HOW =
            "Authorization: Bearer <token or key>, or X-API-Key: <key>; in STOMP, passcode:<token or key>"
                    + " with CONNECT.";

    private static final String BEARER = "Bearer ";

    /** All of them. */
    public static Credentials of(@Nullable String login, @Nullable String authorization, @Nullable String... secrets) {
        List<String> given = Stream.of(secrets)
                .filter(Objects::nonNull)
                .filter(secret -> !secret.isEmpty())
                .toList();
        return new Credentials(login == null || login.isEmpty() ? null : login, authorization, given);
    }

    /** Whether there is none, whatever it would be worth. */
    public boolean isEmpty() {
        return secrets.isEmpty() && (authorization == null || authorization.isBlank());
    }

    /**
     * The token or key; null if there is none.
     *
     * @throws UnauthenticatedException if there are several, or one of another scheme (RFC 6750, section 2.1)
     */
    @Nullable
    String secret() {
        List<String> different =
                Stream.concat(bearer(), secrets.stream()).distinct().toList();
        if (different.size() > 1) {
            throw new UnauthenticatedException("There is more than one credential: show one.");
        }
        return different.isEmpty() ? null : different.getFirst();
    }

    private Stream<String> bearer() {
        String header = authorization == null ? "" : authorization.strip();
        if (header.isEmpty() || header.equalsIgnoreCase(BEARER.strip())) {
            return Stream.empty();
        }
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new UnauthenticatedException(
                    "This scheme of Authorization is not taken: send Authorization: Bearer <token or key>.");
        }
        return Stream.of(header.substring(BEARER.length()).strip());
    }

    /** Never the secrets. */
    @Override
    public String toString() {
        return "Credentials";
    }
}
