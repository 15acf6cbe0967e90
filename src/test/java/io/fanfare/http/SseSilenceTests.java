package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.limit.Places;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.Topics;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Streams where nothing is published and heart-beats are off: the end of a reader shows in nothing but a write. */
@FanfareServer("fanfare.stomp.heartbeat=0")
class SseSilenceTests {

    /** Two comments: the first makes a peer that is gone say so, the second fails. */
    private static final Duration AT_MOST = Duration.ofSeconds(40);

    private final String path = "/sse?destination=" + Topics.fresh();

    @LocalServerPort
    int port;

    @Autowired
    Sessions sessions;

    @Autowired
    Places places;

    @Test
    void aReaderThatHasGoneIsNoticed() {
        try (SseTestClient stays = SseTestClient.open(port, path)) {
            assertThat(stays.next().event()).isEqualTo("start");
            SseTestClient goes = SseTestClient.open(port, path);
            assertThat(goes.next().event()).isEqualTo("start");
            assertThat(places.taken()).isEqualTo(2);
            goes.close();
            assertThat(stays.lines()).isEqualTo(":\n");
            await().atMost(AT_MOST).until(() -> places.taken() == 1 && sessions.count() == 1);
        }
    }
}
