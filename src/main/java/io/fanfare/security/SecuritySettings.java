package io.fanfare.security;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may do what. Unless it is open, what no grant covers is refused.
 *
 * @param open whether everyone may do everything, as in the profile {@code dev}; then nothing of the rest counts
 * @param keys keys of services, by their names
 * @param jwt which tokens hold, and what they grant
 * @param anonymous what whoever shows no credential may do
 */
@ConfigurationProperties("fanfare.security")
public record SecuritySettings(
        @DefaultValue("false") boolean open,
        @DefaultValue Map<String, Key> keys,
        @DefaultValue Jwt jwt,
        @DefaultValue Anonymous anonymous) {

    private static final String PREFIX = "fanfare.security.";
    private static final int SHORTEST_SECRET = 16;

    public SecuritySettings {
        keys.forEach((name, key) -> {
            String setting = PREFIX + "keys." + name;
            require(!key.secret.isEmpty(), setting + ".secret is missing: make one with java -jar fanfare.jar new-key");
            key.secret.forEach(secret -> checkSecret(secret, setting + ".secret"));
        });
        checkDifferent(keys);
        keys.forEach((name, key) -> rules(key.grants, "keys." + name));
        rules(jwt.grants, "jwt");
        rules(anonymous.grants, "anonymous");
    }

    /**
     * The key of one service.
     *
     * @param secret as {@code {sha256}} and the hash in hex, or plain; several hold at once, so that clients can change from
     *     one to the next
     */
    public record Key(
            @DefaultValue List<String> secret, @DefaultValue List<String> grants) {

        /** Never the secret. */
        @Override
        public String toString() {
            return "Key[grants=" + grants + "]";
        }
    }

    /**
     * Tokens are signed by an issuer, whose keys are fetched, or with a secret that is shared with it.
     *
     * @param issuerUri whose tokens hold; its keys are where {@code /.well-known/openid-configuration} below it says
     * @param jwkSetUri where the keys are, if not there
     * @param secret shared with the issuer, for HS256: at least 32 bytes
     * @param audience at least one of these must be in {@code aud}; none for any
     * @param claim the claim that holds grants, as a list or divided by spaces
     * @param clockSkew how far the issuer's clock may be off when a token is accepted
     * @param longestLifetime a token that lasts longer from now on is refused; what is revoked is remembered for as long
     * @param grants of everyone who has a token, besides those in the token
     */
    public record Jwt(
            @Nullable String issuerUri,
            @Nullable String jwkSetUri,
            @Nullable String secret,
            @DefaultValue List<String> audience,
            @DefaultValue("fanfare") String claim,
            @DefaultValue("30s") Duration clockSkew,
            @DefaultValue("24h") Duration longestLifetime,
            @DefaultValue List<String> grants) {

        private static final int SHORTEST_SHARED_SECRET = 32;

        public Jwt {
            require(
                    secret == null || (issuerUri == null && jwkSetUri == null),
                    PREFIX
                            + "jwt.secret stands beside issuer-uri or jwk-set-uri: tokens are signed by the one or by the"
                            + " other, so remove one");
            require(
                    secret == null || secret.getBytes(StandardCharsets.UTF_8).length >= SHORTEST_SHARED_SECRET,
                    PREFIX + "jwt.secret has less than " + SHORTEST_SHARED_SECRET + " bytes, which HS256 needs");
            require(
                    isConfigured(issuerUri, jwkSetUri, secret) || (audience.isEmpty() && grants.isEmpty()),
                    PREFIX + "jwt.audience and jwt.grants have no effect without jwt.issuer-uri, jwt.jwk-set-uri or"
                            + " jwt.secret: give one of these, or remove them");
            require(!clockSkew.isNegative(), PREFIX + "jwt.clock-skew must not be negative");
            require(longestLifetime.isPositive(), PREFIX + "jwt.longest-lifetime must be positive");
        }

        /** Whether any token can hold. */
        boolean isConfigured() {
            return isConfigured(issuerUri, jwkSetUri, secret);
        }

        private static boolean isConfigured(@Nullable String... any) {
            return Stream.of(any).anyMatch(each -> each != null);
        }

        /** Never the secret. */
        @Override
        public String toString() {
            return "Jwt[issuerUri=" + issuerUri + ", jwkSetUri=" + jwkSetUri + ", grants=" + grants + "]";
        }
    }

    /**
     * Whoever shows no credential.
     *
     * @param grants what that may do
     */
    public record Anonymous(@DefaultValue List<String> grants) {}

    /** What is granted below a group of these settings. */
    static List<GrantRule> rules(List<String> grants, String group) {
        String source = PREFIX + group + ".grants";
        return grants.stream()
                .map(grant -> {
                    try {
                        return GrantRule.parse(grant, source);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(source + ": " + e.getMessage());
                    }
                })
                .toList();
    }

    /** Which of two keys somebody comes with must be certain. */
    private static void checkDifferent(Map<String, Key> keys) {
        Map<String, String> owners = new HashMap<>();
        new TreeMap<>(keys)
                .forEach((name, key) -> key.secret.stream()
                        .map(secret -> HexFormat.of().formatHex(Keys.configuredHash(secret)))
                        .forEach(hash -> {
                            String owner = owners.put(hash, name);
                            require(
                                    owner == null || owner.equals(name),
                                    PREFIX + "keys." + owner + ".secret and " + PREFIX + "keys." + name
                                            + ".secret are one and the same: make each key its own, with java -jar fanfare.jar"
                                            + " new-key");
                        }));
    }

    private static void checkSecret(String secret, String setting) {
        if (secret.startsWith(Keys.HASHED)) {
            require(
                    secret.substring(Keys.HASHED.length()).matches("[0-9a-fA-F]{64}"),
                    setting + " must have 64 hex digits after {sha256}, as java -jar fanfare.jar new-key prints them");
        } else {
            require(
                    secret.length() >= SHORTEST_SECRET,
                    setting + " has less than " + SHORTEST_SECRET
                            + " characters: make one with java -jar fanfare.jar new-key");
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
