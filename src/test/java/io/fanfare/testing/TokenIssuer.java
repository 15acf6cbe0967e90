package io.fanfare.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;

/** Signs tokens, with a secret that is shared with the service unless another signer is given. */
public final class TokenIssuer {

    /** For {@code fanfare.security.jwt.secret}. */
    public static final String SECRET = "0123456789abcdef0123456789abcdef";

    private TokenIssuer() {}

    /** A token for five minutes. */
    public static String token(String user, String... grants) {
        return token(claims -> claims.subject(user).claim("fanfare", List.of(grants)));
    }

    /** A token that ends so long from now, which may be before now. */
    public static String token(String user, Duration left, String... grants) {
        Date expiry = Date.from(Instant.now().plus(left));
        return token(
                claims -> claims.subject(user).claim("fanfare", List.of(grants)).expirationTime(expiry));
    }

    /** A token whose claims are changed as given: it would be alice's for five minutes, issued now. */
    public static String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        try {
            return token(new JWSHeader(JWSAlgorithm.HS256), new MACSigner(SECRET), change);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same, signed otherwise. */
    public static String token(JWSHeader header, JWSSigner signer, UnaryOperator<JWTClaimsSet.Builder> change) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .subject("alice")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
        SignedJWT token = new SignedJWT(header, change.apply(claims).build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
