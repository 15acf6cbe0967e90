package io.fanfare.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.SpanReceiver;
import io.fanfare.testing.SpanReceiver.Received;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.StompTestClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context and OTLP: what goes in, what subscribers are told, and which spans there are. */
class TracingTests {

    private static final String CALLER = "00f067aa0ba902b7";

    private static SpanReceiver spans;
    private static FanfareInstance fanfare;

    private final String trace = hex(16);
    private final String sampled = "00-" + trace + "-" + CALLER + "-01";
    private final String topic = "/topic/traced." + UUID.randomUUID();

    @BeforeAll
    static void start() {
        spans = new SpanReceiver();
        fanfare = FanfareInstance.start(spans.settings("fanfare.tracing.message-headers=true"));
    }

    @AfterAll
    static void end() {
        fanfare.close();
        spans.close();
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        RandomGenerator.getDefault().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private void post(String... headers) {
        String json = "{\"destination\":\"" + topic + "\",\"payload\":1}";
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        assertThat(Http.send(fanfare.port(), "POST", "/api/v1/events", json, all)
                        .statusCode())
                .isEqualTo(202);
    }

    private StompTestClient subscriber() {
        StompTestClient client = StompTestClient.connect(fanfare.port());
        client.subscribe("1", topic);
        return client;
    }

    @Test
    void aPostGoesOnWithTheTraceOfItsCaller() {
        try (StompTestClient client = subscriber()) {
            post("traceparent", sampled, "tracestate", "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");
            Frame message = client.expect("MESSAGE");
            Received request = spans.await(trace, "http post /api/v1/events");
            Received publish = spans.await(trace, "publish");
            assertThat(request.parent()).isEqualTo(CALLER);
            assertThat(request.kind()).isEqualTo("SERVER");
            assertThat(publish.parent()).isEqualTo(request.id());
            assertThat(publish.kind()).isEqualTo("PRODUCER");
            assertThat(publish.attributes())
                    .containsEntry("messaging.system", "fanfare")
                    .containsEntry("messaging.destination.name", topic)
                    .containsEntry("messaging.message.id", message.required("message-id"))
                    .containsEntry("fanfare.source", "http");
            assertThat(message.required("traceparent")).isEqualTo("00-" + trace + "-" + publish.id() + "-01");
            assertThat(message.required("tracestate")).isEqualTo("congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");
        }
    }

    @Test
    void soDoesARawBody() {
        try (StompTestClient client = subscriber()) {
            String path = "/api/v1/destinations" + topic;
            Http.send(fanfare.port(), "POST", path, "x", "Content-Type", "text/plain", "traceparent", sampled);
            Received publish = spans.await(trace, "publish");
            assertThat(client.expect("MESSAGE").required("traceparent"))
                    .isEqualTo("00-" + trace + "-" + publish.id() + "-01");
            assertThat(spans.await(trace, "http post").parent()).isEqualTo(CALLER);
            assertThat(publish.parent())
                    .isEqualTo(spans.await(trace, "http post").id());
        }
    }

    @Test
    void soDoesASend() {
        try (StompTestClient client = subscriber()) {
            client.send("SEND\ndestination:" + topic + "\ntraceparent:" + sampled + "\ntracestate:a=b\n\nx\0");
            Received publish = spans.await(trace, "publish");
            assertThat(publish.parent()).isEqualTo(CALLER);
            assertThat(publish.attributes()).containsEntry("fanfare.source", "stomp");
            Frame message = client.expect("MESSAGE");
            assertThat(message.required("traceparent")).isEqualTo("00-" + trace + "-" + publish.id() + "-01");
            assertThat(message.required("tracestate")).isEqualTo("a=b");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
            })
    void whatIsMalformedBeginsANewTrace(String malformed) {
        try (StompTestClient client = subscriber()) {
            post("traceparent", malformed, "tracestate", "a=b");
            client.send("SEND\ndestination:" + topic + "\ntraceparent:" + malformed + "\ntracestate:a=b\n\nx\0");
            for (Frame message : client.expectMessages(2)) {
                assertThat(message.required("traceparent"))
                        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]")
                        .doesNotContain("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
                assertThat(message.header("tracestate")).isNull();
            }
        }
    }

    @Test
    void aLongStateIsLeftOut() {
        try (StompTestClient client = subscriber()) {
            post("traceparent", sampled, "tracestate", "a=" + "x".repeat(250) + ",b=" + "x".repeat(250));
            post("traceparent", sampled, "tracestate", "a=" + "x".repeat(250) + ",b=" + "x".repeat(250) + ",c=123456");
            assertThat(client.expect("MESSAGE").required("tracestate")).hasSize(505);
            Frame message = client.expect("MESSAGE");
            assertThat(message.required("traceparent")).startsWith("00-" + trace);
            assertThat(message.header("tracestate")).isNull();
        }
    }

    @Test
    void whatTheCallerHasNotSampledIsPassedOnWithoutSpans() {
        String other = hex(16);
        try (StompTestClient client = subscriber()) {
            post("traceparent", "00-" + other + "-" + CALLER + "-00");
            assertThat(client.expect("MESSAGE").required("traceparent"))
                    .startsWith("00-" + other)
                    .endsWith("-00");
            post("traceparent", sampled);
            spans.await(trace, "publish");
            assertThat(spans.all()).noneMatch(span -> span.trace().equals(other));
        }
    }

    @Test
    void replayHistoryAndEventStreamsTellItToo() {
        post("traceparent", sampled, "tracestate", "a=b");
        String told = "00-" + trace + "-" + spans.await(trace, "publish").id() + "-01";
        try (StompTestClient client = StompTestClient.connect(fanfare.port())) {
            client.subscribe("1", topic, "replay:1");
            assertThat(client.expect("MESSAGE").required("traceparent")).isEqualTo(told);
        }
        assertThat(Http.get(fanfare.port(), "/api/v1/destinations" + topic + "/history")
                        .body())
                .contains("\"traceparent\":\"" + told + "\"", "\"tracestate\":\"a=b\"");
        try (SseTestClient stream = SseTestClient.open(fanfare.port(), "/sse?replay=1&destination=" + topic)) {
            await().until(() -> String.valueOf(stream.next().data()).contains("\"traceparent\":\"" + told + "\""));
        }
    }

    @Test
    void itemsOfABatchAreInTheSpanOfTheirRequestUnlessTheySayOtherwise() {
        String others = hex(16);
        String item = "{\"destination\":\"" + topic + "\",\"payload\":1";
        String own = ",\"headers\":{\"traceparent\":\"00-" + others + "-" + CALLER + "-01\"}}";
        try (StompTestClient client = subscriber()) {
            Http.send(
                    fanfare.port(),
                    "POST",
                    "/api/v1/events/batch",
                    "[" + item + "}," + item + "}," + item + own + "]",
                    "Content-Type",
                    "application/json",
                    "traceparent",
                    sampled);
            Received request = spans.await(trace, "http post /api/v1/events/batch");
            Received publish = spans.await(others, "publish");
            assertThat(client.expectMessages(3))
                    .extracting(message -> message.required("traceparent"))
                    .containsExactly(
                            "00-" + trace + "-" + request.id() + "-01",
                            "00-" + trace + "-" + request.id() + "-01",
                            "00-" + others + "-" + publish.id() + "-01");
            assertThat(spans.all())
                    .filteredOn(span -> span.trace().equals(trace))
                    .containsExactly(request);
        }
    }

    @Test
    void aRetryHasATraceOfItsOwnAndIsNoConflict() {
        post("traceparent", sampled, "Idempotency-Key", trace);
        String later = hex(16);
        post("traceparent", "00-" + later + "-" + CALLER + "-01", "Idempotency-Key", trace);
        assertThat(spans.await(later, "publish").attributes())
                .isEqualTo(spans.await(trace, "publish").attributes());
    }

    @Test
    void whatIsRefusedIsAnError() {
        String json = "{\"destination\":\"" + topic + "\",\"payload\":1,\"expectedPosition\":\"1-1\"}";
        Http.send(
                fanfare.port(),
                "POST",
                "/api/v1/events",
                json,
                "Content-Type",
                "application/json",
                "traceparent",
                sampled);
        assertThat(spans.await(trace, "publish").error()).isTrue();
    }

    @Test
    void onlyRequestsOfServicesHaveSpans() {
        for (String path : new String[] {"/actuator/health", "/ws/info", "/", "/ws"}) {
            Http.send(fanfare.port(), "GET", path, "", "traceparent", sampled);
        }
        post("traceparent", sampled);
        spans.await(trace, "http post /api/v1/events");
        assertThat(spans.all())
                .filteredOn(span -> span.trace().equals(trace))
                .extracting(Received::name)
                .containsExactlyInAnyOrder("publish", "http post /api/v1/events");
    }

    @Test
    void prometheusIsToldOfATraceForEachLatency() {
        try (StompTestClient client = subscriber()) {
            post("traceparent", sampled);
            client.expect("MESSAGE");
        }
        String span = spans.await(trace, "publish").id();
        String exemplar = "\\{le=\"[^\"]+\"} \\S+ # \\{span_id=\"" + span + "\",trace_id=\"" + trace + "\"} \\S+ \\S+";
        await().untilAsserted(() -> assertThat(openMetrics())
                .containsPattern("fanfare_publish_latency_within_total" + exemplar)
                .containsPattern("fanfare_delivery_latency_within_total" + exemplar));
    }

    private static String openMetrics() {
        return Http.send(
                        fanfare.port(),
                        "GET",
                        "/actuator/prometheus",
                        "",
                        "Accept",
                        "application/openmetrics-text;version=1.0.0")
                .body();
    }

    @Test
    void spansAreNoMeters() {
        post("traceparent", sampled);
        assertThat(fanfare.bean(MeterRegistry.class).getMeters())
                .extracting(meter -> meter.getId().getName())
                .contains("http.server.requests", "fanfare.publish.latency")
                .doesNotContain(PublishContext.NAME, PublishContext.NAME + ".active");
    }
}
