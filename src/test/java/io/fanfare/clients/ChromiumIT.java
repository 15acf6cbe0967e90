package io.fanfare.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.Programs;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.Topics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A real browser: the page, and each transport with the clients that pages use. */
@RequiresCommand({"chromium", "chromedriver"})
@FanfareServer
class ChromiumIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static @Nullable WebDriver started;

    @LocalServerPort
    int port;

    @BeforeAll
    static void start() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(Programs.find("chromium").orElseThrow().toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(
                        Programs.find("chromedriver").orElseThrow().toFile())
                .build();
        started = new ChromeDriver(service, options);
    }

    @AfterAll
    static void quit() {
        if (started != null) {
            started.quit();
        }
    }

    @Test
    void thePageShowsAnEventThatAServicePosts() {
        browser().get("http://127.0.0.1:" + port + "/");
        await(By.cssSelector("#state[data-state=connected]"));
        await(By.cssSelector("#chips > *"));
        Http.publishJson(port, "{\"destination\":\"" + Topics.fresh() + "\",\"payload\":\"hello page\"}");
        new WebDriverWait(browser(), PATIENCE)
                .until(ExpectedConditions.textToBePresentInElementLocated(By.id("list"), "hello page"));
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
        browser().get("http://127.0.0.1:" + port + "/clients.html?transport=" + transport);
        WebElement result = await(By.cssSelector("#result:not([data-state=running])"));
        assertThat(result.getText()).isEqualTo(used);
        assertThat(result.getDomAttribute("data-state")).isEqualTo("passed");
    }

    private static WebDriver browser() {
        return requireNonNull(started);
    }

    private static WebElement await(By what) {
        return new WebDriverWait(browser(), PATIENCE).until(ExpectedConditions.presenceOfElementLocated(what));
    }
}
