package io.fanfare.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.RequiresCommand;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the script of a page in a real browser sees of a refused handshake. */
@RequiresCommand({"chromium", "chromedriver"})
class ExplainedCloseIT {

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static String close(String page, String url, String subprotocol) {
        BROWSER.open(page);
        return String.valueOf(BROWSER.runAsync("""
                const done = arguments[0];
                const socket = new WebSocket('%s', '%s');
                socket.onclose = event => done(`${event.code} ${event.reason}`);
                """.formatted(url, subprotocol)));
    }

    @Nested
    @FanfareServer("fanfare.stomp.explain-in-close=true")
    class WithReasonsInTheClose {

        @LocalServerPort
        int port;

        @ParameterizedTest
        @CsvSource({
            "127.0.0.1, /ws, mqtt, 4400 no-common-subprotocol",
            "127.0.0.1, /elsewhere, v12.stomp, 4404 unknown-endpoint",
            "localhost, /ws, v12.stomp, 4403 origin-refused"
        })
        void itSeesWhy(String page, String path, String subprotocol, String seen) {
            assertThat(close("http://" + page + ":" + port + "/ws", "ws://127.0.0.1:" + port + path, subprotocol))
                    .isEqualTo(seen);
        }
    }

    @Nested
    @FanfareServer
    class AsItComes {

        @LocalServerPort
        int port;

        @Test
        void itSeesNothing() {
            assertThat(close("http://127.0.0.1:" + port + "/ws", "ws://127.0.0.1:" + port + "/ws", "mqtt"))
                    .isEqualTo("1006 ");
        }
    }
}
