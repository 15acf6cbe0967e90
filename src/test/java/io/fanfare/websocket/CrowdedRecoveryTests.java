package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.broker.Broker;
import io.fanfare.session.CloseReason;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** So many come back to so many destinations that what they read needs a bound. */
@FanfareServer({
    "fanfare.history.rules[0].pattern=/topic/#",
    "fanfare.history.catching-up=20",
    "fanfare.session.outbox-limit=64KB"
})
class CrowdedRecoveryTests {

    private static final int SMALL_BUFFER = 4_096;
    private static final int DESTINATIONS = 20;
    private static final int EVENTS = 30;

    @LocalServerPort
    int port;

    @Autowired
    Broker broker;

    @Test
    void whoComesWhileTooManyReadIsAskedToComeLater() {
        String start = "/topic/start";
        Http.publish(port, start, "start");
        String payload = "x".repeat(16_384);
        for (int i = 0; i < EVENTS; i++) {
            IntStream.range(0, DESTINATIONS).forEach(d -> Http.publish(port, "/topic/wide." + d, payload));
        }
        try (StompTestClient slow = StompTestClient.openWithSmallBuffer(port, SMALL_BUFFER)) {
            slow.handshake("1.2");
            slow.stopReading();
            slow.send("SUBSCRIBE\nid:s\ndestination:/topic/wide.*\nreplay:600\nreceipt:r\n\n\0");
            await().until(() -> broker.historyStatus().replays() == 1);
            try (StompTestClient second = StompTestClient.connect(port)) {
                second.send("SUBSCRIBE\nid:s\ndestination:/topic/wide.*\nreplay:600\nreceipt:r\n\n\0");
                Frame refusal = second.expectRefusal(CloseReason.OVERLOAD.code());
                assertThat(refusal.header("message")).contains("fanfare.history.catching-up");
            }
            try (StompTestClient live = StompTestClient.connect(port)) {
                live.subscribe("live", "/topic/wide.*");
                live.send("SUBSCRIBE\nid:one\ndestination:" + start + "\nreplay:1\nreceipt:r\n\n\0");
                assertThat(live.expectReceipt("r").header("replayed")).isEqualTo("1");
                assertThat(live.expectMessages(1).getFirst().text()).isEqualTo("start");
            }
        }
        await().untilAsserted(() -> {
            try (StompTestClient second = StompTestClient.connect(port)) {
                second.send("SUBSCRIBE\nid:s\ndestination:/topic/wide.*\nreplay:600\nreceipt:r\n\n\0");
                assertThat(second.expectReceipt("r").header("replayed")).isEqualTo("600");
                assertThat(second.expectMessages(600)).hasSize(600);
            }
        });
    }
}
