package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Bodies that are too large, too slow or cut off. */
@FanfareServer("server.jetty.connection-idle-timeout=1s")
class BodyLimitTests {

    private static final int LIMIT = 262_144;
    private static final String RAW = "/api/v1/destinations/topic/limit";
    private static final String JSON_TYPE = "Content-Type: application/json";

    @LocalServerPort
    int port;

    @ParameterizedTest
    @CsvSource({RAW + ",262145", RAW + ",99999999999999", "/api/v1/events,99999999"})
    void anAnnouncedSizeOverTheLimitIsRefusedBeforeTheBodyIsRead(String path, String size) {
        Wire.ask(
                        port,
                        Wire.lines(
                                "POST " + path + " HTTP/1.1", "Host: localhost", JSON_TYPE, "Content-Length: " + size))
                .isProblem(413)
                .contains("fanfare.limits.event-size");
    }

    @Test
    void whoAsksFirstIsRefusedInsteadOfToldToGoOn() {
        String head = Wire.lines(
                "POST " + RAW + " HTTP/1.1", "Host: localhost", "Expect: 100-continue", "Content-Length: 999999");
        Wire.ask(port, head).isProblem(413);
    }

    @Test
    void anUnannouncedSizeIsFoundOut() {
        Rest rest = new Rest(port);
        rest.post(RAW, null, Rest.unannounced(new byte[LIMIT])).isAccepted();
        rest.post(RAW, null, Rest.unannounced(new byte[LIMIT + 1])).isProblem(413);
        rest.post("/api/v1/events", Rest.JSON, Rest.unannounced(new byte[1_000_000]))
                .isProblem(413);
    }

    @RepeatedTest(20)
    void whoSendsItAllTheSameStillGetsTheAnswer() {
        new Rest(port).post(RAW, null, new byte[4_000_000]).isProblem(413);
    }

    @Test
    void theLimitIsTheBodysAndNotThatOfTheJsonAroundIt() {
        Rest rest = new Rest(port);
        String payload = "\"" + "x".repeat(LIMIT - 2);
        rest.event("{\"destination\":\"/topic/limit\"," + " ".repeat(100_000) + "\"payload\":" + payload + "\"}")
                .isAccepted();
        rest.event("{\"destination\":\"/topic/limit\",\"payload\":" + payload + "x\"}")
                .isProblem(413, "/payload");
        String data = "AAAA".repeat(LIMIT / 3);
        rest.event("{\"destination\":\"/topic/limit\",\"data\":\"" + data + "AA==\"}")
                .isAccepted();
        rest.event("{\"destination\":\"/topic/limit\",\"data\":\"" + data + "AAA=\"}")
                .isProblem(413, "/data");
    }

    @ParameterizedTest
    @ValueSource(strings = {RAW, "/api/v1/events"})
    void aBodyThatStopsComingIsAnswered(String path) {
        Wire.ask(
                        port,
                        Wire.lines("POST " + path + " HTTP/1.1", "Host: localhost", JSON_TYPE, "Content-Length: 9")
                                + "{")
                .isProblem(408);
    }

    @ParameterizedTest
    @ValueSource(strings = {RAW, "/api/v1/events"})
    void aBrokenChunkIsAnswered(String path) {
        String head =
                Wire.lines("POST " + path + " HTTP/1.1", "Host: localhost", JSON_TYPE, "Transfer-Encoding: chunked");
        Wire.ask(port, head + "no chunk\r\n").isProblem(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {RAW, "/api/v1/events", "/api/v1/events/batch"})
    void anEncodedBodyIsRefused(String path) {
        Reply reply = new Rest(port).post(path, Rest.JSON, new byte[9], "Content-Encoding", "gzip");
        reply.isProblem(415).contains("Content-Encoding");
        assertThat(reply.header("Accept-Encoding")).isEqualTo("identity");
    }
}
