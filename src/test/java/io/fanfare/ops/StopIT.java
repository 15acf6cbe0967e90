package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fanfare.testing.Close;
import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.SockJsTestClient;
import io.fanfare.testing.StompTestClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients see when the process is asked to stop. */
class StopIT {

    private static final int SESSIONS = 200;
    private static final int EVENTS = 50;
    private static final int TERMINATED = 128 + 15;
    private static final String TOPIC = "/topic/news";
    private static final String RESTART = "restart; retry-ms=\\d+";

    /** However busy the machine is, it has stopped by then; a grace that is longer was not waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String LONG_GRACE = "fanfare.drain.grace=2m";

    private final List<AutoCloseable> opened = new ArrayList<>();

    private int port;

    private FanfareProcess start(String... properties) {
        FanfareProcess process = opened(FanfareProcess.start(properties));
        port = process.port();
        return process;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    @Test
    void theLogSaysWhereItIsAndThatItIsOpen() {
        FanfareProcess process = start();
        assertThat(process.output())
                .containsOnlyOnce("WebSocket is at ws://127.0.0.1:" + port + "/ws\n")
                .containsOnlyOnce("open to everyone on this machine");
    }

    @Test
    void anIdleServiceEndsAtOnce() {
        FanfareProcess process = start(LONG_GRACE);
        process.terminate();
        assertThat(process.awaitExit(PATIENCE)).isEqualTo(TERMINATED);
    }

    @Test
    void everySessionGetsWhatWasAcceptedAndThenTheClose() {
        FanfareProcess process = start(LONG_GRACE);
        List<StompTestClient> clients = subscribe();
        SockJsTestClient streaming = opened(SockJsTestClient.stream(port)).connect();
        SockJsTestClient polling = opened(SockJsTestClient.poll(port)).connect();
        for (int i = 0; i < EVENTS; i++) {
            Http.publish(port, TOPIC, Integer.toString(i));
        }
        process.terminate();
        for (StompTestClient client : clients) {
            assertThat(client.expectMessages(EVENTS).getLast().text()).isEqualTo(Integer.toString(EVENTS - 1));
            assertRestart(client.expectClose());
            client.expectEndOfStream();
        }
        for (SockJsTestClient client : List.of(streaming, polling)) {
            assertThat(client.expect("c[")).matches("c\\[1012,\"" + RESTART + "\"]");
            client.expect(SockJsTestClient.END);
        }
        assertThat(process.awaitExit(PATIENCE)).isEqualTo(TERMINATED);
        assertThat(process.output().substring(process.output().indexOf("Stopping")))
                .doesNotContain("WARN", "ERROR");
    }

    @Test
    void whoeverDoesNotGoIsCutOffAndNobodyIsLetIn() {
        FanfareProcess process = start("fanfare.drain.grace=8s", "fanfare.session.close-grace=8s");
        StompTestClient stubborn = opened(StompTestClient.connect(port));
        stubborn.ignoreClose();
        stubborn.stopReading();
        process.terminate();
        process.await(Pattern.compile("Stopping"), PATIENCE);
        assertRefused();
        HttpResponse<String> readiness = Http.get(port, "/actuator/health/readiness");
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body()).contains("OUT_OF_SERVICE");
        assertThat(Http.get(port, "/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(Http.get(port, "/actuator/prometheus").body())
                .contains("fanfare_handshakes_refused_total{reason=\"draining\"} 3.0");
        assertThat(process.awaitExit(PATIENCE)).isEqualTo(TERMINATED);
        stubborn.resumeReading();
        assertRestart(stubborn.expectClose());
    }

    private void assertRefused() {
        Handshake.Answer answer = catchThrowableOfType(Handshake.Refused.class, () -> StompTestClient.open(port))
                .answer();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Fanfare-Handshake")).isEqualTo("draining");
        assertThat(answer.header("Retry-After")).matches("\\d+");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .contains("\"title\":", "\"status\":503", "\"detail\":", "\"reason\":\"draining\"", "\"fix\":");
        assertThat(Http.get(port, "/ws/info").statusCode()).isEqualTo(503);
        assertThat(opened(SockJsTestClient.stream(port)).expect("status")).isEqualTo("status 503");
    }

    private List<StompTestClient> subscribe() {
        List<StompTestClient> clients = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            StompTestClient client = opened(StompTestClient.connect(port));
            client.subscribe("a", TOPIC);
            clients.add(client);
        }
        return clients;
    }

    private static void assertRestart(Close close) {
        assertThat(close.code()).isEqualTo(1012);
        assertThat(close.reason()).matches(RESTART);
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.add(one);
        return one;
    }
}
