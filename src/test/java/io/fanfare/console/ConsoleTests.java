package io.fanfare.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the page is told; it is seen in a browser by {@code PageIT}. */
@FanfareServer
class ConsoleTests {

    @LocalServerPort
    int port;

    @Test
    void theEndpointIsToldAsSeenFromThePage() {
        assertThat(Http.get(port, "/console.json").body()).isEqualTo("{\"endpoint\":\"ws\"}");
    }

    @Test
    void itIsNoPartOfTheInterfaceForServices() {
        assertThat(Http.get(port, "/v3/api-docs").body()).doesNotContain("console.json");
    }
}
