package io.fanfare.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Attacks by the bodies of requests. Nothing is half published without saying which. */
@FanfareServer("server.jetty.connection-idle-timeout=1s")
class RestAttackTests {

    private static final String EVENTS = "/api/v1/events";
    private static final String BATCH = "/api/v1/events/batch";

    @LocalServerPort
    int port;

    private final String topic = Topics.fresh();

    private HttpResponse<String> post(String path, String type, String body) {
        return Http.send(port, "POST", path, body, "Content-Type", type);
    }

    private String event(String payload) {
        return "{\"destination\":\"" + topic + "\",\"payload\":" + payload + "}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | application/json | {"destination":"T","payload":1,"payload":2}
            400 | application/json | {"destination":"T","payload":{"a":1,"a":2}}
            400 | application/json | {"destination":"T","payload":1} {"destination":"T","payload":2}
            400 | application/json | {"destination":"T","payload":1
            400 | application/json | {"destination":"T","payload":NaN}
            400 | application/json | {"destination":"T","payload":1,"__proto__":{}}
            400 | application/json | [{"destination":"T","payload":1}]
            400 | application/json | {"destination":["T"],"payload":1}
            415 | text/plain       | {"destination":"T","payload":1}
            415 | application/xml  | <event/>
            415 | application/x-www-form-urlencoded | destination=T
            415 | multipart/form-data | x
            """)
    void s21WhatIsNoEventIsRefusedWhole(int status, String type, String body) {
        try (StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("1", topic);
            HttpResponse<String> refused = post(EVENTS, type, body.replace("T", topic));
            isProblem(refused, status);
            assertThat(witness.barrier()).isEmpty();
        }
    }

    private static void isProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).doesNotContain("Exception", "io.fanfare", "tools.jackson", "\tat ");
    }

    private static String head(long length) {
        return String.join(
                "\r\n",
                "POST /api/v1/events HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                "Content-Length: " + length,
                "",
                "");
    }

    @Test
    void s21DeepJsonIsRefused() {
        for (String nested : new String[] {"[".repeat(100_000), "{\"a\":".repeat(50_000)}) {
            isProblem(post(EVENTS, "application/json", event(nested)), 400);
        }
    }

    @Test
    void s21BadUtf8IsRefused() {
        String body = event("\"\u00c3(\"");
        assertThat(RawHttp.answer(port, head(body.length()) + body).status()).isEqualTo(400);
    }

    @Test
    void s21AHugeBodyIsRefusedBeforeItIsRead() {
        assertThat(RawHttp.answer(port, head(99_999_999_999L)).status()).isEqualTo(413);
    }

    @Test
    void s21ABodyThatStopsIsRefusedAndPublishesNothing() {
        try (StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("1", topic);
            assertThat(RawHttp.answer(port, head(1_000) + event("1")).status()).isIn(400, 408);
            assertThat(witness.barrier()).isEmpty();
        }
    }

    @Test
    void s21ABatchOfAMillionSaysWhatWasPublished() {
        String items = "[" + event("0") + ",7".repeat(1_000_000) + "]";
        HttpResponse<String> refused = post(BATCH, "application/json", items);
        isProblem(refused, 413);
        JsonNode problem = JsonMapper.shared().readTree(refused.body());
        assertThat(problem.path("accepted").asInt()).isOne();
        assertThat(problem.path("rejected").asInt()).isEqualTo(9_999);
        assertThat(problem.path("results").size()).isEqualTo(10_000);
    }
}
