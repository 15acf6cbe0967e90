package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.StompTestClient;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Batches while they are still under way. */
@FanfareServer({"server.jetty.connection-idle-timeout=1s", "fanfare.limits.batch-size=1MB"})
class BatchStreamTests {

    private static final String ITEM = "{\"destination\":\"/topic/stream\",\"payload\":1}\n";
    private static final String HEAD = Wire.lines(
            "POST /api/v1/events/batch HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/x-ndjson",
            "Transfer-Encoding: chunked");

    @LocalServerPort
    int port;

    @Test
    void anItemIsPublishedBeforeTheNextOneCame() {
        try (StompTestClient client = StompTestClient.connect(port);
                Wire wire = new Wire(port)) {
            client.subscribe("1", "/topic/stream");
            wire.say(HEAD).say(chunk(ITEM + ITEM.substring(0, 9)));
            client.expect("MESSAGE");
            wire.say(chunk(ITEM.substring(9))).say(chunk(""));
            assertThat(wire.answer().isAccepted().json().path("accepted").asInt())
                    .isEqualTo(2);
            client.expect("MESSAGE");
        }
    }

    @Test
    void aBatchThatStopsComingIsAnsweredWithWhatWasPublished() {
        try (Wire wire = new Wire(port)) {
            wire.say(HEAD).say(chunk(ITEM + ITEM.substring(0, 9)));
            Reply reply = wire.answer();
            reply.isProblem(408);
            assertThat(reply.json().path("accepted").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aBrokenChunkIsAnsweredWithWhatWasPublished() {
        try (Wire wire = new Wire(port)) {
            wire.say(HEAD).say(chunk(ITEM)).say("no chunk\r\n");
            Reply reply = wire.answer();
            reply.isProblem(400);
            assertThat(reply.json().path("accepted").asInt()).isEqualTo(1);
        }
    }

    @Test
    void anAnnouncedSizeOverTheLimitIsRefusedBeforeTheBodyIsRead() {
        Reply reply = Wire.ask(
                port,
                Wire.lines(
                        "POST /api/v1/events/batch HTTP/1.1",
                        "Host: localhost",
                        "Content-Type: application/json",
                        "Content-Length: 1048577"));
        reply.isProblem(413).contains("fanfare.limits.batch-size");
        assertThat(reply.json().path("accepted").asInt()).isZero();
    }

    @Test
    void aSizeOverTheLimitIsRefusedOnTheWay() {
        Rest rest = new Rest(port);
        String large = "{\"destination\":\"/topic/stream\",\"payload\":\"" + "x".repeat(100_000) + "\"}\n";
        Reply reply = rest.post(
                "/api/v1/events/batch",
                Rest.LINES,
                Rest.unannounced(large.repeat(20).getBytes(UTF_8)));
        reply.isProblem(413).contains("fanfare.limits.batch-size");
        assertThat(reply.json().path("accepted").asInt()).isEqualTo(10);
    }

    @Test
    void exactlyTheLimitIsTaken() {
        String spaces = " ".repeat(1_048_576 - ITEM.length());
        new Rest(port).batch(Rest.LINES, ITEM + spaces).isAccepted();
    }

    @Test
    void anItemLargerThanAnyEventIsCutOffAndRefused() {
        String huge = "{\"destination\":\"/topic/stream\",\"payload\":\"" + "x".repeat(900_000) + "\"}";
        for (String body : new String[] {ITEM + huge + "\n" + ITEM, "[" + ITEM + "," + huge + "," + ITEM + "]"}) {
            String type = body.startsWith("[") ? Rest.JSON : Rest.LINES;
            Reply reply = new Rest(port).batch(type, body).isAccepted();
            assertThat(reply.json().path("accepted").asInt()).isEqualTo(2);
            assertThat(reply.json().path("results").path(1).path("detail").asString())
                    .contains("larger");
        }
    }

    @Test
    void tenThousandItemsAreTakenAndAMillionAreNot() {
        Rest rest = new Rest(port);
        Reply ten = rest.batch(Rest.LINES, ITEM.repeat(10_000));
        assertThat(ten.isAccepted().json().path("accepted").asInt()).isEqualTo(10_000);
        StringBuilder million = new StringBuilder("[1");
        IntStream.range(0, 400_000).forEach(i -> million.append(",1"));
        Reply refused = rest.batch(Rest.JSON, million + "]");
        refused.isProblem(413).contains("fanfare.limits.batch-items");
        assertThat(refused.json().path("rejected").asInt()).isEqualTo(10_000);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
