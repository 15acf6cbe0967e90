package io.fanfare.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.Line;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.Topics;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What every browser has: EventSource, which comes back by itself. */
@RequiresCommand({"chromium", "chromedriver"})
@FanfareServer
class EventSourceIT {

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private final String topic = Topics.fresh();
    private final String other = Topics.fresh();

    @LocalServerPort
    int port;

    @Autowired
    Sessions sessions;

    @Test
    void comesBackByItselfAndMissesNothing() {
        BROWSER.open("http://127.0.0.1:" + port + "/stream.html?destination=" + topic + "&destination=" + other);
        session().connection().abort();
        Http.publish(port, topic, "1");
        Http.publish(port, other, "2");
        BROWSER.awaitText("result", "1 2");
        Session second = session();
        Http.publish(port, topic, "3");
        BROWSER.awaitText("result", "1 2 3");
        second.close(CloseReason.RESTART);
        Http.publish(port, other, "4");
        BROWSER.awaitText("result", "1 2 3 (1012) 4");
    }

    @Test
    void comesBackAfterALimitThatKeptItOut() {
        try (FanfareInstance full = FanfareInstance.start("fanfare.limits.connections=1")) {
            SseTestClient first = SseTestClient.open(full.port(), "/sse?destination=" + other);
            BROWSER.open("http://127.0.0.1:" + full.port() + "/stream.html?destination=" + topic);
            BROWSER.awaitText("result", "(4509)");
            first.close();
            awaitSubscriber(full.port(), other, 0);
            String id = sessionOfThePage();
            Http.publish(full.port(), topic, "1");
            BROWSER.awaitText("result", "(4509) 1");
            assertThat(full.bean(Sessions.class).get(id)).isNotNull();
        }
    }

    /** It knocks while the old one stops and while there is none, and the new one has another log. */
    @Test
    void comesBackAfterARestartBehindTheSamePort() {
        try (Line line = new Line(0)) {
            try (FanfareInstance old = FanfareInstance.start()) {
                line.mend(old.port());
                BROWSER.open("http://127.0.0.1:" + line.port() + "/stream.html?destination=" + topic);
                Session first = requireNonNull(old.bean(Sessions.class).get(sessionOfThePage()));
                old.bean(Sessions.class).accept(false);
                first.close(CloseReason.RESTART);
                BROWSER.awaitText("result", "(1012) (1012)");
                line.cut();
            }
            try (FanfareInstance next = FanfareInstance.start()) {
                line.mend(next.port());
                awaitSubscriber(next.port(), topic, 1);
                Http.publish(next.port(), topic, "there");
                BROWSER.awaitText("result", "there");
            }
        }
    }

    private static void awaitSubscriber(int port, String destination, int count) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Http.publish(port, destination, "-").body().contains("\"subscribers\":" + count));
    }

    private static String sessionOfThePage() {
        return requireNonNull(BROWSER.await("#result[data-session]").getDomAttribute("data-session"));
    }

    private Session session() {
        return requireNonNull(sessions.get(sessionOfThePage()));
    }
}
