package io.fanfare.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.TokenIssuer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** S22 and S23: the actuator, and what it shows of secrets. */
@ClosedServer({
    "management.endpoint.env.show-values=always",
    "management.endpoint.configprops.show-values=always",
    "fanfare.security.keys.plain.secret=fanfare_key-in-plain-text"
})
class OperatorTests {

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(strings = {"health", "health/liveness", "health/readiness", "info"})
    void s23ProbesAndInfoAreOpen(String endpoint) {
        assertThat(Http.get(port, "/actuator/" + endpoint).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/",
                "/actuator/env",
                "/actuator/env/",
                "/actuator;a=b/env",
                "/actuator/env;a=b",
                "/%61ctuator/env",
                "/actuator/%65nv",
                "/actuator/health/../env",
                "/actuator/./env",
                "/actuator/healthx",
                "/actuator/info/x",
                "/actuator/sessions",
                "/actuator/revocations",
                "/actuator/loggers",
                "/actuator/prometheus",
                "/actuator/threaddump"
            })
    void s23TheRestIsForOperators(String path) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n";
        assertThat(RawHttp.answer(port, request + "\r\n").status()).as(path).isIn(401, 400);
        assertThat(RawHttp.answer(port, request + "X-API-Key: " + ClosedServer.SHOP + "\r\n\r\n")
                        .status())
                .as(path)
                .isIn(403, 400);
    }

    @Test
    void s23WhoMayOperateDoes() {
        String token = TokenIssuer.token("admin", "operate");
        assertThat(Http.send(port, "GET", "/actuator/sessions", "", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(200);
        assertThat(Http.send(port, "GET", "/actuator/prometheus", "", "X-API-Key", ClosedServer.OPS)
                        .statusCode())
                .isEqualTo(200);
        for (String dangerous : new String[] {"heapdump", "shutdown"}) {
            assertThat(Http.send(port, "GET", "/actuator/" + dangerous, "", "X-API-Key", ClosedServer.OPS)
                            .statusCode())
                    .isIn(404, 405);
        }
    }

    @Test
    void s23WhoIsRefusedIsToldTheGrant() {
        assertThat(Http.send(port, "GET", "/actuator/env", "", "X-API-Key", ClosedServer.SHOP)
                        .body())
                .contains("add operate to fanfare.security.keys.shop.grants");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"env", "configprops", "env/fanfare.security.jwt.secret", "env/fanfare.security.keys.ops.secret"})
    void s22SecretsAreMaskedThoughAllValuesAreShown(String endpoint) {
        String shown = Http.send(port, "GET", "/actuator/" + endpoint, "", "X-API-Key", ClosedServer.OPS)
                .body();
        assertThat(shown)
                .contains("******")
                .doesNotContain(
                        TokenIssuer.SECRET,
                        ClosedServer.SHOP,
                        ClosedServer.SHOP_NEXT,
                        ClosedServer.OPS,
                        "fanfare_key-in-plain-text",
                        "{sha256}");
    }
}
