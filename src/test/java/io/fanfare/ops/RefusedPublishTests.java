package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.FanfareApplication;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Whatever is refused to publishers is counted once, wherever it was refused. */
class RefusedPublishTests {

    private static void assertOutcomes(Readings readings, String source, int accepted, int invalid, int forbidden) {
        assertThat(gain(readings, source, "accepted")).as("accepted").isEqualTo(accepted);
        assertThat(gain(readings, source, "invalid")).as("invalid").isEqualTo(invalid);
        assertThat(gain(readings, source, "forbidden")).as("forbidden").isEqualTo(forbidden);
        assertThat(gain(readings, source, "overloaded")).as("overloaded").isZero();
    }

    private static double gain(Readings readings, String source, String outcome) {
        return readings.gain(MeterNames.EVENTS_PUBLISHED, "source", source, "outcome", outcome);
    }

    @Nested
    @FanfareServer({"fanfare.limits.event-size=1KB", "fanfare.limits.batch-size=4KB", "fanfare.limits.batch-items=4"})
    class InDev {

        private static final String GOOD = "{\"destination\":\"/topic/a\",\"payload\":1}";
        private static final String BAD = "{\"destination\":\"/nowhere/a\",\"payload\":1}";
        private static final String UNSERVED = "{\"destination\":\"/queue/a\",\"payload\":1}";

        @LocalServerPort
        int port;

        private final Readings readings;

        InDev(@Autowired MeterRegistry registry) {
            readings = Readings.of(registry);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                /api/v1/events                 | application/json | {                                        | 400
                /api/v1/events                 | application/json | {"destination":"/x","payload":1}         | 400
                /api/v1/events                 | application/json | {"destination":"/queue/a","payload":1}   | 400
                /api/v1/events                 | text/plain       | x                                        | 415
                /api/v1/events                 | nonsense         | x                                        | 415
                /api/v1/events?a=b             | application/json | {"destination":"/topic/a","payload":1}   | 400
                /api/v1/events/batch           | application/json | {                                        | 400
                /api/v1/events/batch           | text/plain       | x                                        | 415
                /api/v1/events/batch?a=b       | application/json | []                                       | 400
                /api/v1/destinations/x         | text/plain       | x                                        | 400
                /api/v1/destinations/topic/a;b | text/plain       | x                                        | 400
                /api/v1/destinations/queue/a   | text/plain       | x                                        | 400
                /api/v1/destinations/topic/a   | nonsense         | x                                        | 400
                /api/v1/destinations/user/a    | text/plain       | x                                        | 400
                """)
        void aRequestCountsOnce(String path, String type, String body, int status) {
            assertThat(Http.post(port, path, type, body).statusCode()).isEqualTo(status);
            assertOutcomes(readings, "http", 0, 1, 0);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/api/v1/events", "/api/v1/events/batch", "/api/v1/destinations/topic/a"})
        void aBodyThatIsTooLargeCountsOnce(String path) {
            String large = "x".repeat(1_000_000);
            assertThat(Http.post(port, path, "application/json", large).statusCode())
                    .isEqualTo(413);
            assertOutcomes(readings, "http", 0, 1, 0);
        }

        @Test
        void anItemOfABatchCountsOnce() {
            String items = "[" + GOOD + "," + BAD + "," + UNSERVED + "," + GOOD + "]";
            assertThat(Http.postJson(port, "/api/v1/events/batch", items).statusCode())
                    .isEqualTo(202);
            assertOutcomes(readings, "http", 2, 2, 0);
        }

        @Test
        void theEndOfABatchCountsOnceBesidesItsItems() {
            String items = String.join("\n", BAD, GOOD, GOOD, GOOD, GOOD, GOOD);
            assertThat(Http.post(port, "/api/v1/events/batch", "application/x-ndjson", items)
                            .statusCode())
                    .isEqualTo(413);
            assertOutcomes(readings, "http", 3, 2, 0);
        }

        @Test
        void eachDestinationOfARefusedEventCounts() {
            String event = "{\"destinations\":[\"/topic/a\",\"/queue/a\"],\"payload\":1}";
            assertThat(Http.postJson(port, "/api/v1/events", event).statusCode())
                    .isEqualTo(400);
            assertOutcomes(readings, "http", 0, 2, 0);
        }

        @Test
        void whatPublishesNothingDoesNotCount() {
            assertThat(Http.get(port, "/api/v1/events").statusCode()).isEqualTo(405);
            assertThat(Http.delete(port, "/api/v1/destinations/topic/a").statusCode())
                    .isEqualTo(405);
            assertThat(Http.postJson(port, "/api/v1/events/other", "{}").statusCode())
                    .isEqualTo(404);
            assertThat(Http.postJson(port, "/actuator/loggers/none", "{").statusCode())
                    .isEqualTo(400);
            assertOutcomes(readings, "http", 0, 0, 0);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "destination:/nowhere/a",
                    "destination:/topic/*",
                    "a:b",
                    "destination:/topic/a\ncontent-type:x"
                })
        void aSendThatCannotBeReadCountsOnce(String headers) {
            try (StompTestClient client = StompTestClient.connect(port)) {
                client.send("SEND\n" + headers + "\n\nx\0");
                client.expectRefusal();
            }
            assertOutcomes(readings, "stomp", 0, 1, 0);
        }
    }

    @Nested
    @SpringBootTest(
            classes = FanfareApplication.class,
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = "server.address=127.0.0.1")
    class ByDefault {

        @LocalServerPort
        int port;

        @ParameterizedTest
        @ValueSource(strings = {"/api/v1/events", "/api/v1/events/batch", "/api/v1/destinations/topic/a"})
        void whoMayNotPublishIsCountedAsForbidden(String path, @Autowired MeterRegistry registry) {
            Readings readings = Readings.of(registry);
            assertThat(Http.postJson(port, path, "{").statusCode()).isEqualTo(401);
            assertOutcomes(readings, "http", 0, 0, 1);
        }
    }
}
