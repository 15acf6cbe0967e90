package io.fanfare.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.InvalidDestinationException;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.Line;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.Topics;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page in a real browser. */
@RequiresCommand({"chromium", "chromedriver"})
class PageIT {

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static Browser connected(String url) {
        BROWSER.open(url);
        BROWSER.await("#state[data-state=connected]");
        BROWSER.await("#chips > *");
        return BROWSER;
    }

    @Nested
    @FanfareServer
    class AsItIs {

        private static final List<String> TEXTS = List.of(
                "/topic/a",
                "/topic/a.b/c",
                "/topic/\u00fc\u0915\u093f\u4e2d9-_~@+=:",
                "/topic/\ud835\udc9c",
                "/topic/*",
                "/topic/#",
                "/topic/*.a.#",
                "/topic/a*",
                "/topic/#.a",
                "/topic/a#",
                "/topic/",
                "/topic",
                "/topic/a..b",
                "/topic/a/",
                "/topic/a b",
                "/topic/\u20ac",
                "/Topic/a",
                "/user/inbox",
                "/user/#",
                "/queue/a",
                "/presence/a",
                "topic/a",
                "/topic/" + "a".repeat(200),
                "/topic/" + "a".repeat(201),
                "/topic/" + "\u4e2d".repeat(66),
                "/topic/" + "\u4e2d".repeat(67),
                "/topic/" + "a.".repeat(31) + "a",
                "/topic/" + "a.".repeat(32) + "a",
                "/topic/" + "a.".repeat(31) + "#",
                "/topic/" + "*.".repeat(32) + "#");

        @LocalServerPort
        int port;

        @Test
        void showsAnEventThatAServicePosts() {
            Browser page = connected("http://127.0.0.1:" + port + "/");
            Http.publishJson(port, "{\"destination\":\"" + Topics.fresh() + "\",\"payload\":\"hello page\"}");
            page.awaitText("list", "hello page");
        }

        @Test
        void takesToSubscribeWhatTheServiceDoes() {
            Browser page = connected("http://127.0.0.1:" + port + "/");
            for (String text : TEXTS) {
                assertThat(page.takes("pattern", text))
                        .as(text)
                        .isEqualTo(isServed(
                                text,
                                pattern -> DestinationPattern.parse(pattern).kind()));
            }
        }

        @Test
        void takesToPublishWhatTheServiceDoes() {
            Browser page = connected("http://127.0.0.1:" + port + "/");
            for (String text : TEXTS) {
                assertThat(page.takes("destination", text))
                        .as(text)
                        .isEqualTo(
                                isServed(text, name -> Destination.parse(name).kind()));
            }
        }

        /** The description is loaded, and what is tried is asked of the service, under the policy that the page has. */
        @Test
        void theInterfaceCanBeTried() {
            BROWSER.open("http://127.0.0.1:" + port + "/swagger-ui/index.html");
            BROWSER.await("#interface [id$=-listDestinations] .opblock-summary-control")
                    .click();
            BROWSER.await("#interface .try-out__btn").click();
            BROWSER.await("#interface .execute").click();
            assertThat(BROWSER.await("#interface .live-responses-table tbody .response-col_status")
                            .getText())
                    .startsWith("200");
        }

        private static boolean isServed(String text, Function<String, Destination.Kind> kind) {
            try {
                return switch (kind.apply(text)) {
                    case TOPIC, USER -> true;
                    case QUEUE, PRESENCE -> false;
                };
            } catch (InvalidDestinationException e) {
                return false;
            }
        }
    }

    @Nested
    @FanfareServer({"fanfare.history.rules[0].pattern=/topic/#", "fanfare.history.rules[0].size=3"})
    class ComingBack {

        @LocalServerPort
        int port;

        private Browser hearing(int through) {
            Browser page = connected("http://127.0.0.1:" + through + "/");
            Http.publish(port, Topics.fresh(), "while it is here");
            page.awaitText("list", "while it is here");
            return page;
        }

        @Test
        void hearsWhatItMissedWhenTheLineIsMended() {
            try (Line line = new Line(port)) {
                Browser page = hearing(line.port());
                line.cut();
                page.await("#state[data-state=reconnecting]");
                for (String body : List.of("missed one", "missed two")) {
                    Http.publish(port, Topics.fresh(), body);
                }
                line.mend();
                page.await("#state[data-state=connected]");
                page.awaitText("list", "missed two");
                page.awaitText("list", "/topic/# goes on where it was");
                page.awaitText("list", "It catches up on 2 events from while it was away.");
                page.awaitText("chips", "2 caught up");
                assertThat(page.await("#list").getText()).containsOnlyOnce("missed one");
            }
        }

        @Test
        void saysThatSomeAreLost() {
            try (Line line = new Line(port)) {
                Browser page = hearing(line.port());
                line.cut();
                page.await("#state[data-state=reconnecting]");
                String topic = Topics.fresh();
                for (int i = 1; i <= 5; i++) {
                    Http.publish(port, topic, "event " + i);
                }
                line.mend();
                page.awaitText("list", "/topic/# has a gap");
                page.awaitText("list", "What is left follows: 3 events.");
                page.awaitText("list", "event 5");
                page.awaitText("chips", "some are lost");
                assertThat(page.await("#list").getText()).doesNotContain("event 2");
            }
        }

        @Test
        void goesOnWhenSomebodyConnectsItAgain() {
            Browser page = hearing(port);
            String session = page.await("#session").getText();
            assertThat(Http.delete(port, "/actuator/sessions/" + session).statusCode())
                    .isEqualTo(204);
            page.await("#state[data-state=closed]");
            page.awaitText("state-text", "closed by an operator");
            Http.publish(port, Topics.fresh(), "while it is closed");
            page.await("#connect-button").click();
            page.awaitText("list", "while it is closed");
        }
    }

    @Nested
    @FanfareServer({"fanfare.stomp.path=/live/stomp", "server.servlet.context-path=/push"})
    class Elsewhere {

        @LocalServerPort
        int port;

        @Test
        void connectsAndPublishesWhereTheServiceIs() {
            Browser page = connected("http://127.0.0.1:" + port + "/push/");
            page.await("#publish button.primary").click();
            page.awaitText("answer", "heard by 1 session");
            page.awaitText("list", "world");
        }
    }

    @Nested
    @FanfareServer({"management.endpoints.web.base-path=/ops", "server.servlet.context-path=/push"})
    class WithTheActuatorElsewhere {

        @LocalServerPort
        int port;

        @Test
        void leadsToIt() {
            Browser page = connected("http://127.0.0.1:" + port + "/push/");
            assertThat(page.await("#operators:not([hidden])").getDomProperty("href"))
                    .isEqualTo("http://127.0.0.1:" + port + "/push/ops");
        }
    }

    @Nested
    @FanfareServer({
        "fanfare.security.open=false",
        "fanfare.security.keys.page.secret=fanfare_key-of-the-page",
        "fanfare.security.keys.page.grants=publish:/topic/#,subscribe:/topic/#"
    })
    class Closed {

        @LocalServerPort
        int port;

        @Test
        void asksForAKeyAndUsesItForAll() {
            BROWSER.open("http://127.0.0.1:" + port + "/");
            BROWSER.await("#state[data-state=closed]");
            BROWSER.awaitText("state-text", "Show a token or a key");
            BROWSER.await("#key").sendKeys("fanfare_key-of-the-page\n");
            BROWSER.await("#state[data-state=connected]");
            BROWSER.await("#publish button.primary").click();
            BROWSER.awaitText("answer", "heard by 1 session");
            BROWSER.awaitText("list", "world");
        }
    }
}
