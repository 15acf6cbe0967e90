package io.fanfare.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Http;
import io.fanfare.testing.LogLines;
import io.fanfare.testing.TokenIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** S18: whoever shows tokens with invented names of keys fills no log, and keeps the service from nothing. */
class InventedKeysTests {

    private static final int TRIES = 100;

    private final RSAKey key = new RSAKeyGenerator(2048).keyID("real").generate();
    private final AtomicInteger fetches = new AtomicInteger();

    InventedKeysTests() throws JOSEException {}

    private String token(String keyId) throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build();
        return TokenIssuer.token(header, new RSASSASigner(key), claims -> claims);
    }

    private static int ticket(FanfareInstance service, String token) {
        return Http.send(service.port(), "POST", "/api/v1/tickets", "", "Authorization", "Bearer " + token)
                .statusCode();
    }

    private HttpServer issuer() throws IOException {
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] keys = new JWKSet(key).toString(true).getBytes(UTF_8);
        issuer.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            try (exchange) {
                exchange.sendResponseHeaders(200, keys.length);
                exchange.getResponseBody().write(keys);
            }
        });
        issuer.start();
        return issuer;
    }

    @Test
    void fetchesAndLogAreBounded() throws IOException, JOSEException {
        HttpServer issuer = issuer();
        try (FanfareInstance service = FanfareInstance.start(
                        "fanfare.security.open=false",
                        "fanfare.security.jwt.jwk-set-uri=http://127.0.0.1:"
                                + issuer.getAddress().getPort() + "/keys");
                LogLines log = new LogLines("io.fanfare")) {
            long start = System.nanoTime();
            for (int i = 0; i < TRIES; i++) {
                assertThat(ticket(service, token("invented-" + i))).isIn(401, 503);
            }
            assertThat(ticket(service, token("real"))).isEqualTo(200);
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            assertThat((long) fetches.get()).isLessThanOrEqualTo(2 * (2 + seconds / 10));
            assertThat((long) log.lines().size()).isLessThanOrEqualTo(2 + seconds / 60);
            assertThat(log.lines()).anyMatch(line -> line.contains("Tokens that could not be checked: 1;"));
        } finally {
            issuer.stop(0);
        }
    }
}
