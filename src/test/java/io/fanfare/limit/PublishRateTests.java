package io.fanfare.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Whoever publishes too fast, over REST and STOMP together. */
@FanfareServer({
    "fanfare.limits.publishes-per-second=100",
    "fanfare.limits.event-destinations=100",
    "fanfare.limits.transaction-frames=100"
})
class PublishRateTests {

    private static final int MANY = 90;

    @LocalServerPort
    int port;

    @Autowired
    LimitCounts limits;

    private final String topic = Topics.fresh();

    private String event() {
        String destinations = IntStream.range(0, MANY)
                .mapToObj(i -> "\"" + topic + "." + i + "\"")
                .collect(Collectors.joining(","));
        return "{\"destinations\":[" + destinations + "],\"payload\":1}";
    }

    private HttpResponse<String> publish(String path, String type) {
        return Http.send(port, "POST", path, event(), "Content-Type", type);
    }

    private HttpResponse<String> refused() {
        return IntStream.range(0, 100)
                .mapToObj(i -> publish("/api/v1/events", "application/json"))
                .filter(answer -> answer.statusCode() != 202)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isToldToWaitASecond() {
        HttpResponse<String> refused = refused();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body()).contains("(fanfare.limits.publishes-per-second)");
        assertThat(limits.count(Limit.PUBLISHES_PER_SECOND)).isPositive();
        await().until(() -> publish("/api/v1/events", "application/json").statusCode() == 202);
    }

    @Test
    void isToldOfEachItemOfABatch() {
        refused();
        HttpResponse<String> batch = publish("/api/v1/events/batch", "application/x-ndjson");
        assertThat(batch.statusCode()).isEqualTo(202);
        assertThat(batch.body()).contains("\"rejected\":1", "\"status\":429");
    }

    @Test
    void hasUpWithSendsWhatItHasLeft() {
        refused();
        long before = limits.count(Limit.PUBLISHES_PER_SECOND);
        try (StompTestClient client = StompTestClient.connect(port)) {
            String send = "SEND\ndestination:" + topic + "\n\nx\0";
            client.sendIfOpen("BEGIN\ntransaction:t\n\n\0"
                    + send.replace("\n\n", "\ntransaction:t\n\n").repeat(99) + "COMMIT\ntransaction:t\n\n\0");
            assertThat(client.expectRefusal(4509).text()).contains("(fanfare.limits.publishes-per-second)");
        }
        assertThat(limits.count(Limit.PUBLISHES_PER_SECOND)).isEqualTo(before + 1);
    }
}
