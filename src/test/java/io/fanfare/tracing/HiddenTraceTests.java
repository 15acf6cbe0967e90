package io.fanfare.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.SpanReceiver;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.StompTestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traces of which subscribers are told nothing, which is the default. */
class HiddenTraceTests {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String TOPIC = "/topic/hidden";

    private SpanReceiver spans;
    private FanfareInstance fanfare;

    @BeforeEach
    void start() {
        spans = new SpanReceiver();
        fanfare = FanfareInstance.start(spans.settings());
    }

    @AfterEach
    void end() {
        fanfare.close();
        spans.close();
    }

    @Test
    void operatorsSeeItAndClientsDoNot() {
        try (StompTestClient client = StompTestClient.connect(fanfare.port());
                SseTestClient stream = SseTestClient.open(fanfare.port(), "/sse?destination=" + TOPIC)) {
            client.subscribe("1", TOPIC);
            Http.send(fanfare.port(), "POST", "/api/v1/destinations" + TOPIC, "x", "traceparent", SAMPLED);
            Frame message = client.expect("MESSAGE");
            assertThat(message.head()).doesNotContain("trace");
            await().until(() -> {
                String data = stream.next().data();
                assertThat(data == null || !data.contains("trace")).isTrue();
                return data != null && data.contains(TOPIC);
            });
        }
        assertThat(Http.get(fanfare.port(), "/api/v1/destinations" + TOPIC + "/history")
                        .body())
                .contains("\"text\":\"x\"")
                .doesNotContain("trace");
        spans.await(TRACE, "publish");
        await().untilAsserted(() -> assertThat(Http.send(
                                fanfare.port(),
                                "GET",
                                "/actuator/prometheus",
                                "",
                                "Accept",
                                "application/openmetrics-text;version=1.0.0")
                        .body())
                .containsPattern("fanfare_delivery_latency_within_total.*trace_id=\"" + TRACE));
        assertThat(Http.postJson(
                                fanfare.port(),
                                "/api/v1/events",
                                "{\"destination\":\"/topic/a\",\"payload\":1,\"headers\":{\"fanfare-trace\":\"x\"}}")
                        .body())
                .contains("Fanfare's own");
    }
}
