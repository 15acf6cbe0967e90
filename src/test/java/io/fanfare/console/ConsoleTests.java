package io.fanfare.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import java.net.http.HttpHeaders;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the page is told; it is seen in a browser by {@code PageIT}. */
class ConsoleTests {

    private static void isTold(int port, String facts) {
        assertThat(Http.get(port, "/console.json").body()).isEqualTo(facts);
    }

    @Nested
    @FanfareServer
    class AsItIs {

        @LocalServerPort
        int port;

        @Test
        void theEndpointAndTheActuatorAreToldAsSeenFromThePage() {
            isTold(port, "{\"endpoint\":\"ws\",\"access\":\"open\",\"operators\":\"actuator\"}");
        }

        @Test
        void itIsNoPartOfTheInterfaceForServices() {
            assertThat(Http.get(port, "/v3/api-docs").body()).doesNotContain("console.json");
        }
    }

    @Nested
    @FanfareServer("management.endpoints.web.base-path=/ops/all")
    class WithTheActuatorElsewhere {

        @LocalServerPort
        int port;

        @Test
        void itIsFound() {
            isTold(port, "{\"endpoint\":\"ws\",\"access\":\"open\",\"operators\":\"ops/all\"}");
            assertThat(Http.get(port, "/ops/all").statusCode()).isEqualTo(200);
        }
    }

    @Nested
    @FanfareServer("management.endpoints.web.base-path=/")
    class WithTheActuatorAtTheRoot {

        @LocalServerPort
        int port;

        @Test
        void thereIsNoListOfIt() {
            isTold(port, "{\"endpoint\":\"ws\",\"access\":\"open\"}");
        }
    }

    @Nested
    @FanfareServer("management.server.port=0")
    class WithTheActuatorAtAnotherPort {

        @LocalServerPort
        int port;

        @Test
        void thePageDoesNotLeadThere() {
            isTold(port, "{\"endpoint\":\"ws\",\"access\":\"open\"}");
        }
    }

    @Nested
    @ClosedServer
    class Closed {

        @LocalServerPort
        int port;

        @Test
        void thePageKnowsAndHasNoLinkThatWouldBeRefused() {
            isTold(port, "{\"endpoint\":\"ws\",\"access\":\"closed\"}");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/", "/index.html", "/main.js", "/swagger-ui/index.html"})
        void browsersAreToldWhatPagesMayDo(String path) {
            HttpHeaders headers = Http.get(port, path).headers();
            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'")
                    .doesNotContain("script-src", "unsafe-eval");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
            assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(headers.firstValue("Set-Cookie")).isEmpty();
        }

        @Test
        void thePageRunsNothingButItsOwn() {
            assertThat(Http.get(port, "/").headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy ->
                            assertThat(policy).contains("default-src 'self'").doesNotContain("unsafe"));
        }
    }

    @Nested
    @FanfareServer("spring.web.resources.add-mappings=false")
    class WithoutThePage {

        @LocalServerPort
        int port;

        @Test
        void onlyTheModuleIsServed() {
            assertThat(Http.get(port, "/main.js").statusCode()).isEqualTo(404);
            assertThat(Http.get(port, "/fanfare/fanfare.js").statusCode()).isEqualTo(200);
        }
    }
}
