package io.fanfare.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.RequiresCommand;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A real browser: each transport with the clients that pages use. */
@RequiresCommand({"chromium", "chromedriver"})
@FanfareServer
class ChromiumIT {

    private static @Nullable Browser browser;

    @LocalServerPort
    int port;

    @BeforeAll
    static void start() {
        browser = new Browser();
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "native, v12.stomp",
        "websocket, websocket",
        "xhr-streaming, xhr-streaming",
        "xhr-polling, xhr-polling",
        "eventsource, eventsource"
    })
    void stompJsWorksOver(String transport, String used) {
        requireNonNull(browser).open("http://127.0.0.1:" + port + "/clients.html?transport=" + transport);
        WebElement result = browser.await("#result:not([data-state=running])");
        assertThat(result.getText()).isEqualTo(used);
        assertThat(result.getDomAttribute("data-state")).isEqualTo("passed");
    }
}
