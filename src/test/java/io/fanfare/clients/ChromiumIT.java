package io.fanfare.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.RequiresCommand;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A real browser: each transport with the clients that pages use. */
@RequiresCommand({"chromium", "chromedriver"})
@FanfareServer
class ChromiumIT {

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @LocalServerPort
    int port;

    @ParameterizedTest
    @CsvSource({
        "native, v12.stomp",
        "websocket, websocket",
        "xhr-streaming, xhr-streaming",
        "xhr-polling, xhr-polling",
        "eventsource, eventsource"
    })
    void stompJsWorksOver(String transport, String used) {
        BROWSER.open("http://127.0.0.1:" + port + "/clients.html?transport=" + transport);
        WebElement result = BROWSER.await("#result:not([data-state=running])");
        assertThat(result.getText()).isEqualTo(used);
        assertThat(result.getDomAttribute("data-state")).isEqualTo("passed");
    }
}
