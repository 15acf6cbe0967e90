package io.fanfare.clients;

import static java.util.Objects.requireNonNull;

import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.Topics;
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

    private Session session() {
        String id = BROWSER.await("#result[data-session]").getDomAttribute("data-session");
        return requireNonNull(sessions.get(requireNonNull(id)));
    }
}
