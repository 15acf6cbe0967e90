package io.fanfare.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a token must say, besides being signed, and who comes with it then. */
final class TokenRules {

    private static final int LONGEST_USER = 200;
    private static final int MOST_GRANTS = 1_000;

    private final SecuritySettings.Jwt settings;
    private final List<GrantRule> everyone;

    TokenRules(SecuritySettings.Jwt settings) {
        this.settings = settings;
        this.everyone = SecuritySettings.rules(settings.grants(), "jwt");
    }

    /**
     * Who comes with a token of these claims, whose signature holds.
     *
     * @param id of a token that has none
     * @throws UnauthenticatedException if it does not hold
     */
    Identity identity(JWTClaimsSet claims, String id, Instant now) {
        checkTimes(claims, now);
        if (settings.issuerUri() != null && !settings.issuerUri().equals(claims.getIssuer())) {
            throw refused("its issuer (iss) is not " + settings.issuerUri() + " (fanfare.security.jwt.issuer-uri)");
        }
        if (!settings.audience().isEmpty() && Collections.disjoint(settings.audience(), claims.getAudience())) {
            throw refused(
                    "its audience (aud) names none of " + settings.audience() + " (fanfare.security.jwt.audience)");
        }
        String user = claims.getSubject();
        if (user == null || user.isEmpty() || user.length() > LONGEST_USER || hasControl(user)) {
            throw refused("its subject (sub) must be the user's name, of 1 to " + LONGEST_USER + " plain characters");
        }
        String jti = claims.getJWTID();
        Token token =
                new Token(jti == null || jti.isEmpty() ? id : jti, instant(claims.getIssueTime()), expiry(claims));
        Map<String, Object> values = claims.getClaims();
        return Identity.ofToken(user, GrantRule.resolve(rules(values.get(settings.claim())), user, values), token);
    }

    /** Who would come with a token of this user that has no other claims. */
    Identity ofUser(String user, Instant now) {
        List<Grant> grants = GrantRule.resolve(everyone, user, Map.of("sub", user));
        return Identity.ofToken(user, grants, new Token("none", now, now));
    }

    private void checkTimes(JWTClaimsSet claims, Instant now) {
        Instant expiry = expiry(claims);
        if (!isInTime(expiry, now)) {
            throw refused("it expired at " + expiry + ": get a new one");
        }
        if (expiry.isAfter(now.plus(settings.longestLifetime()).plus(settings.clockSkew()))) {
            throw refused("it lasts for more than " + settings.longestLifetime()
                    + " (fanfare.security.jwt.longest-lifetime): get one for less");
        }
        Instant start = instant(claims.getNotBeforeTime());
        if (start != null && start.isAfter(now.plus(settings.clockSkew()))) {
            throw refused("it holds only from " + start + " on");
        }
    }

    private static Instant expiry(JWTClaimsSet claims) {
        Instant expiry = instant(claims.getExpirationTime());
        if (expiry == null) {
            throw refused("it does not say when it expires (exp)");
        }
        return expiry;
    }

    /** Whether a token that expires then is still accepted. */
    boolean isInTime(Instant expiry, Instant now) {
        return expiry.plus(settings.clockSkew()).isAfter(now);
    }

    private List<GrantRule> rules(@Nullable Object claim) {
        List<?> texts = switch (claim) {
            case null -> List.of();
            case String text when text.isBlank() -> List.of();
            case String text -> List.of(text.strip().split(" +"));
            case List<?> list -> list;
            default -> throw refused("its claim " + settings.claim() + " is no list of grants");
        };
        if (texts.size() > MOST_GRANTS) {
            throw refused("its claim " + settings.claim() + " has more than " + MOST_GRANTS + " grants");
        }
        List<GrantRule> own = texts.stream().map(this::rule).toList();
        return Stream.concat(own.stream(), everyone.stream()).toList();
    }

    private GrantRule rule(Object text) {
        try {
            return GrantRule.parse(String.valueOf(text), "the token's claim " + settings.claim());
        } catch (IllegalArgumentException e) {
            throw refused("its claim " + settings.claim() + ": " + e.getMessage());
        }
    }

    private static boolean hasControl(String text) {
        return text.codePoints().anyMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        });
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    static UnauthenticatedException refused(String why) {
        return new UnauthenticatedException("The token does not hold: " + why + ".");
    }
}
