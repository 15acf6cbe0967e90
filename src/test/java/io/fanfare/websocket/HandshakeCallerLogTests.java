package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.LogLines;
import io.fanfare.testing.RawHttp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The line in the log of refusals that are about who calls. By itself, for each reason has a few lines in a minute only. */
@ClosedServer("fanfare.stomp.heartbeat=9s")
class HandshakeCallerLogTests {

    @LocalServerPort
    int port;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nonsense                 | unauthenticated 401 | There is no such key
            fanfare_key-of-operators | forbidden 403       | has no grant that covers this
            """)
    void saysWhyAndNeverTheCredential(String key, String reason, String detail) {
        try (LogLines log = new LogLines("io.fanfare.ops.HandshakeLog")) {
            RawHttp.refusal(port, Handshake.to("/ws").with("X-API-Key", key));
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("Handshake refused: " + reason)
                    .contains(detail)
                    .doesNotContain(key);
        }
    }
}
