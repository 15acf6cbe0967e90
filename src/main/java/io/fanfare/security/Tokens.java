package io.fanfare.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed tokens (RFC 7519). One that holds is remembered by its hash for some minutes, so that its signature is not checked for
 * each event; its times are looked at each time.
 */
final class Tokens {

    private static final int MOST_KNOWN = 10_000;
    private static final Duration KNOWN = Duration.ofMinutes(5);
    private static final int ID_BYTES = 16;

    private final DefaultJWTProcessor<SecurityContext> signatures = new DefaultJWTProcessor<>();
    private final Cache<ByteBuffer, Identity> known = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterWrite(KNOWN)
            .build();
    private final UncheckedTokens unchecked = new UncheckedTokens();
    private final TokenRules rules;
    private final InstantSource clock;

    Tokens(SecuritySettings.Jwt settings, InstantSource clock) {
        this.rules = new TokenRules(settings);
        this.clock = clock;
        signatures.setJWSKeySelector(selector(settings));
        signatures.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        signatures.setJWTClaimsSetVerifier((claims, context) -> {});
    }

    /** Which algorithms hold follows from the settings, never from the token alone. */
    private static JWSKeySelector<SecurityContext> selector(SecuritySettings.Jwt settings) {
        if (settings.secret() != null) {
            byte[] secret = settings.secret().getBytes(StandardCharsets.UTF_8);
            return new SingleKeyJWSKeySelector<>(JWSAlgorithm.HS256, new SecretKeySpec(secret, "HmacSHA256"));
        }
        Set<JWSAlgorithm> signed = new HashSet<>(JWSAlgorithm.Family.RSA);
        signed.addAll(Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512));
        return new JWSVerificationKeySelector<>(signed, TokenKeys.of(settings));
    }

    /** Whether a text is written like a token, so that it can be no key. */
    static boolean isToken(String text) {
        return text.startsWith("eyJ") && text.chars().filter(c -> c == '.').count() >= 2;
    }

    /**
     * Who comes with a token.
     *
     * @param hash of the token
     * @throws UnauthenticatedException if it does not hold
     * @throws UncheckedTokenException if that cannot be told now
     */
    Identity identity(String token, byte[] hash) {
        Instant now = clock.instant();
        ByteBuffer key = ByteBuffer.wrap(hash);
        Identity before = known.getIfPresent(key);
        if (before != null && rules.isInTime(Objects.requireNonNull(before.expiry()), now)) {
            return before;
        }
        String id = "sha256-" + HexFormat.of().formatHex(hash, 0, ID_BYTES);
        Identity identity = rules.identity(verified(token), id, now);
        known.put(key, identity);
        return identity;
    }

    /** Who would come with a token of this user that has no other claims. */
    Identity ofUser(String user) {
        return rules.ofUser(user, clock.instant());
    }

    private JWTClaimsSet verified(String token) {
        try {
            return signatures.process(token, null);
        } catch (ParseException e) {
            throw TokenRules.refused("it is no signed JWT");
        } catch (BadJOSEException e) {
            throw TokenRules.refused("its signature is by none of the issuer's keys, or of a kind that is not taken");
        } catch (JOSEException e) {
            unchecked.log(e);
            throw new UncheckedTokenException(e);
        }
    }
}
