package io.fanfare.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.TokenIssuer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Which keys and tokens hold, over HTTP, and what those are told whose do not. */
@ClosedServer
class CredentialTests {

    private static final String PATH = "/api/v1/destinations/topic/shop.1";

    @LocalServerPort
    int port;

    private HttpResponse<String> publish(String path, String... headers) {
        return Http.send(port, "POST", path, "hello", headers);
    }

    private HttpResponse<String> bearing(String credential) {
        return publish(PATH, "Authorization", "Bearer " + credential);
    }

    private static void isRefused(HttpResponse<String> answer, int status, String words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(status == 401);
        assertThat(answer.body()).contains(words).doesNotContain("Exception", "io.fanfare", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {ClosedServer.SHOP, ClosedServer.SHOP_NEXT})
    void aKeyPublishesWhereItIsGranted(String key) {
        assertThat(bearing(key).statusCode()).isEqualTo(202);
        assertThat(publish(PATH, "X-API-Key", key).statusCode()).isEqualTo(202);
        assertThat(publish(PATH, "authorization", "bEARER  " + key).statusCode())
                .isEqualTo(202);
        assertThat(publish(PATH, "Authorization", "Bearer " + key, "X-API-Key", key)
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void elsewhereItIsToldTheMissingLine() {
        isRefused(
                publish("/api/v1/destinations/topic/other", "X-API-Key", ClosedServer.SHOP),
                403,
                "The key shop has no grant that covers this: add publish:/topic/other to fanfare.security.keys.shop.grants.");
        isRefused(
                Http.send(
                        port,
                        "POST",
                        "/api/v1/events",
                        "{\"destination\":\"/topic/other\",\"payload\":1}",
                        "Content-Type",
                        "application/json",
                        "X-API-Key",
                        ClosedServer.SHOP),
                403,
                "\"pointer\":\"/destination\"");
        isRefused(
                publish(PATH, "X-API-Key", ClosedServer.OPS),
                403,
                "add publish:<pattern> to fanfare.security.keys.ops");
    }

    @Test
    void ofABatchWhatIsGrantedIsPublished() {
        HttpResponse<String> answer = Http.send(
                port,
                "POST",
                "/api/v1/events/batch",
                "[{\"destination\":\"/topic/shop.1\",\"payload\":1},{\"destination\":\"/topic/other\",\"payload\":2}]",
                "Content-Type",
                "application/json",
                "X-API-Key",
                ClosedServer.SHOP);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).contains("\"accepted\":1,\"rejected\":1", "add publish:/topic/other to");
    }

    /** There is one secret, so which key is meant is no question. */
    @Test
    void aTokenThatNamesItsKeyHoldsWithASharedSecretToo() throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("2026-11").build();
        String token = TokenIssuer.token(
                header,
                new MACSigner(TokenIssuer.SECRET),
                claims -> claims.claim("fanfare", List.of("publish:/topic/shop.#")));
        assertThat(publish(PATH, "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fanfare_key-of-the-shop-3", "fanfare_key-of-the-shop-", "x", "{sha256}00"})
    void noOtherKeyHolds(String key) {
        isRefused(bearing(key), 401, "There is no such key");
    }

    /** Whoever reads the configuration has no key. */
    @Test
    void theHashOfAKeyIsNone() {
        String hash = HexFormat.of().formatHex(Keys.hash(ClosedServer.SHOP));
        isRefused(bearing(hash), 401, "There is no such key");
        isRefused(bearing("{sha256}" + hash), 401, "There is no such key");
    }

    @Test
    void whoShowsNothingIsToldHow() {
        isRefused(publish(PATH), 401, "Authorization: Bearer <token or key>");
        isRefused(publish(PATH, "Authorization", "Bearer "), 401, "Show a token or a key");
        isRefused(publish(PATH, "Authorization", "Basic YTpi"), 401, "This scheme of Authorization is not taken");
        isRefused(publish(PATH, "Cookie", "token=" + ClosedServer.SHOP), 401, "Show a token or a key");
        isRefused(
                publish(PATH, "Authorization", "Bearer " + ClosedServer.SHOP, "X-API-Key", ClosedServer.OPS),
                401,
                "more than one credential");
    }

    @Test
    void aTokenPublishesWhatItGrants() {
        assertThat(bearing(TokenIssuer.token("carol", "publish:/topic/shop.#")).statusCode())
                .isEqualTo(202);
        isRefused(
                bearing(TokenIssuer.token("carol", "publish:/topic/other.#")),
                403,
                "The user carol has no grant that covers this: add publish:/topic/shop.1 to the grants in the token, or"
                        + " fanfare.security.jwt.grants.");
        String asText = TokenIssuer.token(claims -> claims.claim("fanfare", "send:/topic/a publish:/topic/shop.#"));
        assertThat(bearing(asText).statusCode()).isEqualTo(202);
    }

    private static Arguments claims(String words, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(words, change);
    }

    private static Date in(long seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    static Stream<Arguments> claimsThatDoNotHold() {
        return Stream.of(
                claims("it expired at ", claims -> claims.expirationTime(in(-40))),
                claims("does not say when it expires", claims -> claims.expirationTime(null)),
                claims(
                        "lasts for more than PT24H (fanfare.security.jwt.longest-lifetime)",
                        claims -> claims.expirationTime(in(90_000))),
                claims("holds only from ", claims -> claims.notBeforeTime(in(60))),
                claims("its subject (sub) must be", claims -> claims.subject(null)),
                claims("its subject (sub) must be", claims -> claims.subject("")),
                claims("its subject (sub) must be", claims -> claims.subject("a\nb")),
                claims("its subject (sub) must be", claims -> claims.subject("a".repeat(201))),
                claims(
                        "its claim fanfare: 'eat:all' is no grant",
                        claims -> claims.claim("fanfare", List.of("eat:all"))),
                claims("its claim fanfare is no list of grants", claims -> claims.claim("fanfare", 5)));
    }

    @ParameterizedTest
    @MethodSource("claimsThatDoNotHold")
    void aTokenWhoseClaimsDoNotHoldIsRefused(String words, UnaryOperator<JWTClaimsSet.Builder> change) {
        isRefused(bearing(TokenIssuer.token(change)), 401, words);
    }

    @Test
    void clocksMayDifferALittle() {
        assertThat(bearing(TokenIssuer.token("carol", Duration.ofSeconds(-10), "publish:/topic/shop.#"))
                        .statusCode())
                .isEqualTo(202);
        String soon = TokenIssuer.token(
                claims -> claims.notBeforeTime(in(10)).claim("fanfare", List.of("publish:/topic/shop.#")));
        assertThat(bearing(soon).statusCode()).isEqualTo(202);
    }

    @Test
    void aTokenOfAnotherSignerIsRefused() throws Exception {
        MACSigner other = new MACSigner("another-secret-of-32-bytes-or-so");
        String forged = TokenIssuer.token(new JWSHeader(JWSAlgorithm.HS256), other, claims -> claims);
        isRefused(bearing(forged), 401, "its signature is by none of the issuer's keys");
        String token = TokenIssuer.token("carol", "publish:/topic/shop.#");
        String[] parts = token.split("\\.", -1);
        String changed = TokenIssuer.token("eve", "publish:/topic/shop.#").split("\\.", -1)[1];
        isRefused(bearing(parts[0] + "." + changed + "." + parts[2]), 401, "its signature");
        isRefused(bearing(parts[0] + "." + parts[1] + "."), 401, "The token does not hold");
        isRefused(bearing("eyJ.eyJ.x"), 401, "it is no signed JWT");
    }

    @Test
    void aTokenThatNobodyHasSignedIsRefused() {
        String plain = new PlainJWT(new JWTClaimsSet.Builder()
                        .subject("carol")
                        .expirationTime(in(60))
                        .claim("fanfare", List.of("publish:/topic/shop.#"))
                        .build())
                .serialize();
        isRefused(bearing(plain), 401, "The token does not hold");
    }

    @Test
    void aTokenThatIsKnownStillExpires() {
        String token = TokenIssuer.token("carol", Duration.ofSeconds(-28), "publish:/topic/shop.#");
        assertThat(bearing(token).statusCode()).isEqualTo(202);
        await().until(() -> bearing(token).statusCode() == 401);
    }
}
