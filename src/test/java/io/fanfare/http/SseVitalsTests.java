package io.fanfare.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.session.CloseReason;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.Topics;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** What keeps an event stream alive, and what ends it. */
@FanfareServer({"fanfare.stomp.heartbeat=100ms", "fanfare.session.outbox-limit=256KB", "fanfare.session.close-grace=2s"
})
class SseVitalsTests {

    private static final int WINDOW = 8_192;
    private static final String LARGE = "x".repeat(100_000);

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Autowired
    Sessions sessions;

    private String session(SseTestClient client) {
        return JsonMapper.shared()
                .readTree(requireNonNull(client.next().data()))
                .path("session")
                .asString();
    }

    @Test
    void commentsAreTheHeartBeats() {
        try (SseTestClient client = SseTestClient.open(port, "/sse?destination=" + topic)) {
            client.next();
            assertThat(client.lines()).isEqualTo(":\n");
            assertThat(client.lines()).isEqualTo(":\n");
        }
    }

    @Test
    void aSlowReaderIsToldToComeBackLater() {
        try (SseTestClient client = SseTestClient.open(port, WINDOW, "/sse?destination=" + topic)) {
            String id = session(client);
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                Http.publish(port, topic, LARGE);
                return requireNonNull(sessions.get(id)).isClosing();
            });
            SseTestClient.Block block = client.next();
            while (block.event() == null) {
                block = client.next();
            }
            assertThat(block.event()).isEqualTo("problem");
            assertThat(block.data()).contains("\"reason\":\"slow-consumer\"", "fanfare.session.outbox-limit");
            SseTestClient.Block close = client.next();
            assertThat(close.event()).isEqualTo("close");
            assertThat(close.data())
                    .isEqualTo("{\"code\":4508,\"reason\":\"slow-consumer; retry-ms=" + close.retry() + "\"}");
            assertThat(client.block()).isNull();
        }
    }

    @Test
    void oneThatNeverReadsAgainIsCutOffAndHoldsUpNoOne() {
        try (SseTestClient client = SseTestClient.open(port, WINDOW, "/sse?destination=" + topic);
                SseTestClient other = SseTestClient.open(port, "/sse?destination=" + topic)) {
            String id = session(client);
            session(other);
            for (int i = 0; sessions.get(id) != null; i++) {
                Http.publish(port, topic, LARGE);
                assertThat(other.next().data()).contains(LARGE);
                assertThat(i).as("events that were taken for who does not read").isLessThan(100_000);
            }
        }
    }

    @Test
    void aReplayLargerThanTheOutboxIsPacedByTheReader() {
        String first = JsonMapper.shared()
                .readTree(Http.publish(port, topic, "first").body())
                .path("position")
                .asString();
        int events = 80;
        for (int i = 0; i < events; i++) {
            Http.publish(port, topic, i + LARGE);
        }
        try (SseTestClient client = SseTestClient.open(
                port, WINDOW, "/sse?destination=" + topic + "&destination=/topic/none", "Last-Event-ID: " + first)) {
            assertThat(client.next().data()).contains("\"replayed\":" + events);
            for (int i = 0; i < events; i++) {
                assertThat(client.next().data()).contains("\"" + i + "x");
            }
        }
    }

    @Test
    void whoStopsSaysSo() {
        try (SseTestClient client = SseTestClient.open(port, "/sse?destination=" + topic)) {
            requireNonNull(sessions.get(session(client))).close(CloseReason.RESTART);
            SseTestClient.Block close = client.next();
            assertThat(close.event()).isEqualTo("close");
            assertThat(close.data())
                    .isEqualTo("{\"code\":1012,\"reason\":\"restart; retry-ms=" + close.retry() + "\"}");
            assertThat(client.block()).isNull();
        }
    }
}
