package io.fanfare.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import io.fanfare.testing.TokenIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of an issuer whose keys are fetched over HTTP, and change. */
class IssuerTests {

    private static final int RSA_BITS = 2048;

    private final AtomicInteger fetches = new AtomicInteger();
    private volatile JWKSet served = new JWKSet();
    private volatile boolean away;
    private @Nullable HttpServer server;
    private String url = "";

    @BeforeEach
    void start() throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        url = "http://127.0.0.1:" + started.getAddress().getPort();
        serve(started, "/keys", () -> {
            fetches.incrementAndGet();
            return served.toString(true);
        });
        serve(
                started,
                "/.well-known/openid-configuration",
                () -> "{\"issuer\":\"" + url + "\",\"jwks_uri\":\"" + url + "/keys\"}");
        started.start();
        server = started;
    }

    private void serve(HttpServer on, String path, Supplier<String> body) {
        on.createContext(path, exchange -> {
            byte[] bytes = body.get().getBytes(UTF_8);
            exchange.sendResponseHeaders(away ? 503 : 200, bytes.length);
            try (exchange) {
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private Tokens tokens(@Nullable String issuer, @Nullable String keys) {
        SecuritySettings.Jwt settings = new SecuritySettings.Jwt(
                issuer,
                keys,
                null,
                List.of("push", "fanfare"),
                "fanfare",
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                List.of());
        return new Tokens(settings, InstantSource.system());
    }

    private static Identity identity(Tokens tokens, String token) {
        return tokens.identity(token, Keys.hash(token));
    }

    private String token(RSAKey key) throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
        return TokenIssuer.token(
                header, new RSASSASigner(key), claims -> claims.issuer(url).audience("fanfare"));
    }

    private static RSAKey rsa(String id) throws JOSEException {
        return new RSAKeyGenerator(RSA_BITS).keyID(id).generate();
    }

    @Test
    void itsKeysAreFoundByItsName() throws JOSEException {
        RSAKey key = rsa("one");
        served = new JWKSet(key);
        Identity alice = identity(tokens(url, null), token(key));
        assertThat(alice.user()).isEqualTo("alice");
        assertThat(fetches).hasValue(1);
    }

    @Test
    void aKeyThatIsNewIsFetchedAndTheOldOneHoldsAsLongAsItIsServed() throws JOSEException {
        RSAKey old = rsa("old");
        RSAKey next = rsa("next");
        Tokens tokens = tokens(url, url + "/keys");
        served = new JWKSet(old);
        identity(tokens, token(old));
        served = new JWKSet(List.<JWK>of(old, next));
        assertThat(identity(tokens, token(next)).user()).isEqualTo("alice");
        assertThat(identity(tokens, token(old)).user()).isEqualTo("alice");
        assertThat(fetches).hasValue(2);
    }

    @Test
    void whoInventsKeysDoesNotMakeItAskTheIssuerEachTime() throws JOSEException {
        RSAKey key = rsa("one");
        served = new JWKSet(key);
        Tokens tokens = tokens(url, url + "/keys");
        identity(tokens, token(key));
        RSAKey invented = rsa("invented");
        for (int i = 0; i < 20; i++) {
            String token =
                    token(new RSAKey.Builder(invented).keyID("invented-" + i).build());
            assertThatThrownBy(() -> identity(tokens, token))
                    .isInstanceOfAny(UnauthenticatedException.class, UncheckedTokenException.class);
        }
        assertThat(fetches.get()).isLessThanOrEqualTo(3);
        assertThat(identity(tokens, token(key)).user()).isEqualTo("alice");
    }

    @Test
    void ellipticCurvesHoldToo() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        served = new JWKSet(key);
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build();
        String token = TokenIssuer.token(
                header, new ECDSASigner(key), claims -> claims.issuer(url).audience("push"));
        assertThat(identity(tokens(url, null), token).user()).isEqualTo("alice");
    }

    /** Whoever knows the public key, as everyone does, must not be able to sign with it as if it were a secret. */
    @Test
    void aPublicKeyIsNoSecret() throws JOSEException {
        RSAKey key = rsa("one");
        served = new JWKSet(key);
        byte[] known = key.toRSAPublicKey().getEncoded();
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build();
        String forged = TokenIssuer.token(
                header, new MACSigner(known), claims -> claims.issuer(url).audience("fanfare"));
        assertThatThrownBy(() -> identity(tokens(url, null), forged))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("of a kind that is not taken");
    }

    @Test
    void tokensOfOthersOrForOthersDoNotHold() throws JOSEException {
        RSAKey key = rsa("one");
        served = new JWKSet(key);
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build();
        RSASSASigner signer = new RSASSASigner(key);
        Tokens tokens = tokens(url, null);
        String stranger = TokenIssuer.token(
                header, signer, claims -> claims.issuer(url + "/").audience("fanfare"));
        assertThatThrownBy(() -> identity(tokens, stranger)).hasMessageContaining("its issuer (iss) is not " + url);
        String elsewhere =
                TokenIssuer.token(header, signer, claims -> claims.issuer(url).audience("shop"));
        assertThatThrownBy(() -> identity(tokens, elsewhere))
                .hasMessageContaining("names none of [push, fanfare] (fanfare.security.jwt.audience)");
    }

    @Test
    void whileTheIssuerIsAwayKnownKeysHoldAndOthersAreToldToComeBack() throws JOSEException {
        RSAKey key = rsa("one");
        served = new JWKSet(key);
        away = true;
        assertThatThrownBy(() -> identity(tokens(url, null), token(key)))
                .isInstanceOf(UncheckedTokenException.class)
                .hasMessageContaining("try again later");
        away = false;
        Tokens tokens = tokens(url, null);
        identity(tokens, token(key));
        away = true;
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build();
        String other = TokenIssuer.token(
                header,
                new RSASSASigner(key),
                claims -> claims.subject("bob").issuer(url).audience("fanfare"));
        assertThat(identity(tokens, other).user()).isEqualTo("bob");
    }
}
