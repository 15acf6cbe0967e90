package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.FanfareApplication;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What operators are shown, with and without the profile {@code dev}. */
class ExposureTests {

    @Nested
    @SpringBootTest(
            classes = FanfareApplication.class,
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = "server.address=127.0.0.1")
    class ByDefault {

        @LocalServerPort
        int port;

        @ParameterizedTest
        @ValueSource(strings = {"health", "health/liveness", "health/readiness", "info"})
        void healthAndInfoAreShown(String endpoint) {
            assertThat(Http.get(port, "/actuator/" + endpoint).statusCode()).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"sessions", "destinations", "prometheus", "metrics", "env", "heapdump", "shutdown"})
        void theRestIsForWhoMayOperate(String endpoint) {
            assertThat(Http.get(port, "/actuator/" + endpoint).statusCode()).isEqualTo(401);
        }

        @Test
        void healthTellsNoDetails() {
            assertThat(Http.get(port, "/actuator/health").body()).doesNotContain("components", "diskSpace");
        }
    }

    @Nested
    @FanfareServer
    class InDev {

        @LocalServerPort
        int port;

        @ParameterizedTest
        @ValueSource(strings = {"sessions", "destinations", "prometheus", "metrics"})
        void everythingIsShown(String endpoint) {
            assertThat(Http.get(port, "/actuator/" + endpoint).statusCode()).isEqualTo(200);
        }

        @Test
        void infoHasTheBuildAndTheCommit() {
            assertThat(Http.get(port, "/actuator/info").body())
                    .contains("\"build\":{", "\"version\":", "\"git\":{", "\"commit\":{");
        }

        @Test
        void prometheusShowsEveryMeterByItsName() {
            assertThat(Http.get(port, "/actuator/prometheus").body())
                    .contains(
                            "fanfare_sessions{transport=\"websocket\"}",
                            "fanfare_sessions_opened_total{transport=\"websocket\"}",
                            "fanfare_sessions_closed_total{reason=\"restart\"}",
                            "fanfare_session_duration_seconds_bucket{le=\"60.0\"}",
                            "fanfare_handshakes_refused_total{reason=\"draining\"}",
                            "fanfare_subscriptions ",
                            "fanfare_destinations ",
                            "fanfare_events_published_total{outcome=\"accepted\",source=\"http\"}",
                            "fanfare_publish_latency_seconds_count ",
                            "fanfare_publish_latency_within_total{le=\"0.001\"}",
                            "fanfare_deliveries_total{outcome=\"written\"}",
                            "fanfare_delivery_latency_seconds_sum ",
                            "fanfare_delivery_latency_within_total{le=\"+Inf\"}",
                            "fanfare_fanout_size_count ",
                            "fanfare_fanout_waiting_bytes ",
                            "fanfare_outbox_bytes ",
                            "fanfare_slow_consumers_total ");
        }
    }
}
