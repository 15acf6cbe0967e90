package io.fanfare.clients;

import io.fanfare.testing.Programs;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium without a window, for a class of tests and those nested in it; it starts when it is first used. */
final class Browser implements AfterAllCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private @Nullable ChromeDriver started;

    private static ChromeDriver start() {
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
        return new ChromeDriver(service, options);
    }

    private ChromeDriver driver() {
        ChromeDriver driver = started == null ? start() : started;
        started = driver;
        return driver;
    }

    void open(String url) {
        driver().get(url);
    }

    /** The first element of this kind, once there is one. */
    WebElement await(String selector) {
        return new WebDriverWait(driver(), PATIENCE)
                .until(ExpectedConditions.presenceOfElementLocated(By.cssSelector(selector)));
    }

    void awaitText(String id, String text) {
        new WebDriverWait(driver(), PATIENCE)
                .until(ExpectedConditions.textToBePresentInElementLocated(By.id(id), text));
    }

    /** Puts a text into a field as if it were typed, and tells whether the field takes it. */
    boolean takes(String id, String text) {
        Object valid = driver().executeScript("""
                const field = document.getElementById(arguments[0]);
                field.value = arguments[1];
                field.dispatchEvent(new Event('input', { bubbles: true }));
                return field.checkValidity();
                """, id, text);
        return Boolean.TRUE.equals(valid);
    }

    /**
     * Runs JavaScript in the page and waits until it calls its last argument.
     *
     * @return what it calls that with
     */
    @Nullable
    Object runAsync(String script) {
        return driver().executeAsyncScript(script);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        boolean nested = context.getRequiredTestClass().isAnnotationPresent(Nested.class);
        if (started != null && !nested) {
            started.quit();
        }
    }
}
