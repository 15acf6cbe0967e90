package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.StompTestClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Many events in one request, and an answer for each. */
@FanfareServer({"fanfare.limits.batch-items=20", "fanfare.limits.batch-size=64KB", "fanfare.limits.event-size=2KB"})
class BatchTests {

    private static final String A = "{\"destination\":\"/topic/batch\",\"payload\":\"a\"}";
    private static final String B = "{\"destination\":\"/topic/batch\",\"payload\":\"b\"}";

    @LocalServerPort
    int port;

    private Rest rest;
    private StompTestClient client;

    @BeforeEach
    void subscribe() {
        rest = new Rest(port);
        client = StompTestClient.connect(port);
        client.subscribe("1", "/topic/batch");
    }

    @AfterEach
    void leave() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[A,B]", " [ A\n,\tB\r\n] ", "\n[A, B]"})
    void anArrayIsPublishedInItsOrder(String array) {
        JsonNode answer = rest.batch(Rest.JSON, filled(array)).isAccepted().json();
        assertReport(answer, 2, 0);
        assertThat(answer.path("results").path(1).path("destination").asString())
                .isEqualTo("/topic/batch");
        assertThat(answer.path("results").path(1).path("subscribers").asInt()).isEqualTo(1);
        assertHeard("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A\nB", "A\nB\n", "A\r\nB\r\n", "\n\nA\n \t\nB\n\n"})
    void linesArePublishedInTheirOrder(String lines) {
        assertReport(rest.batch(Rest.LINES, filled(lines)).isAccepted().json(), 2, 0);
        assertReport(rest.batch("application/jsonl", filled(lines)).isAccepted().json(), 2, 0);
        assertHeard("a", "b", "a", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json,[]",
        "application/json, [ ] ",
        "application/x-ndjson,''",
        "application/x-ndjson,' \n\n'"
    })
    void anEmptyBatchIsNothingToRefuse(String type, String body) {
        assertReport(rest.batch(type, body).isAccepted().json(), 0, 0);
    }

    @Test
    void aRefusedItemLeavesTheOthersBe() {
        String refused = "{\"destination\":\"/queue/a\",\"payload\":1}";
        for (String body : List.of("[A," + refused + ",7,B]", "A\n" + refused + "\n7\nB\n")) {
            String type = body.startsWith("[") ? Rest.JSON : Rest.LINES;
            JsonNode answer = rest.batch(type, filled(body)).isAccepted().json();
            assertReport(answer, 2, 2);
            JsonNode second = answer.path("results").path(1);
            assertThat(second.propertyNames()).containsExactly("index", "status", "pointer", "detail");
            assertThat(second.path("status").asInt()).isEqualTo(400);
            assertThat(second.path("index").asInt()).isEqualTo(1);
            assertThat(second.path("pointer").asString()).isEqualTo("/destination");
            assertThat(second.path("detail").asString()).contains("relay");
            assertThat(answer.path("results").path(2).propertyNames()).containsExactly("index", "status", "detail");
            assertHeard("a", "b");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"dest", "{}}", "x", "\u0000", "{\"a\":1,\"a\":2}", "\"", "[", "{\"destination\":\"/topic/a\\"
            })
    void aLineThatIsNoJsonIsRefusedByItself(String broken) {
        assertReport(
                rest.batch(Rest.LINES, filled("A\n" + broken + "\nB"))
                        .isAccepted()
                        .json(),
                2,
                1);
        assertReport(rest.batch(Rest.LINES, filled("A\n" + broken)).isAccepted().json(), 1, 1);
        assertHeard("a", "b", "a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[A",
                "[A,",
                "[A,]",
                "[A,,B]",
                "[A B]",
                "[A}",
                "[A,{\"x\"]",
                "[A,\"",
                "[A,nul]",
                "[A,B]x",
                "[A,{\"a\":1,\"a\":2}]",
                "[A,[}]"
            })
    void aBrokenArrayIsRefusedAndSaysWhatWasPublished(String broken) {
        Reply reply = rest.batch(Rest.JSON, filled(broken));
        reply.isProblem(400);
        assertThat(reply.json().path("accepted").asInt())
                .isEqualTo(reply.json().path("results").size())
                .isEqualTo(client.barrier().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "A", "{}", "7", ",", "]"})
    void whatIsNoArrayIsRefused(String body) {
        Reply reply = rest.batch(Rest.JSON, filled(body));
        reply.isProblem(400).contains("array");
        assertReport(reply.json(), 0, 0);
    }

    @Test
    void beyondTheLimitOfItemsNothingIsPublished() {
        for (String body : List.of("[" + "A,".repeat(20) + "B]", "A\n".repeat(20) + "B", "7\n".repeat(20) + "B\nB")) {
            String type = body.startsWith("[") ? Rest.JSON : Rest.LINES;
            Reply reply = rest.batch(type, filled(body));
            reply.isProblem(413).contains("fanfare.limits.batch-items");
            assertThat(reply.json().path("results").size()).isEqualTo(20);
            assertThat(client.barrier()).hasSize(reply.json().path("accepted").asInt());
        }
    }

    @Test
    void everyDestinationOfAnItemCounts() {
        String ten = "{\"destinations\":[" + "\"/topic/batch\",".repeat(9) + "\"/topic/batch\"],\"payload\":1}\n";
        Reply reply = rest.batch(Rest.LINES, ten + ten);
        assertReport(reply.isAccepted().json(), 2, 0);
        assertThat(reply.json().path("results").path(1).size()).isEqualTo(10);
        reply = rest.batch(Rest.LINES, ten + A + "\n" + ten);
        reply.isProblem(413).contains("fanfare.limits.batch-items");
        assertReport(reply.json(), 2, 0);
        assertThat(client.barrier()).hasSize(31);
    }

    @Test
    void anItemThatIsTooLargeIsRefusedByItself() {
        String large = "{\"destination\":\"/topic/batch\",\"payload\":\"" + "x".repeat(2_048) + "\"}";
        String huge = "{\"destination\":\"/topic/batch\",\"payload\":\"" + "x".repeat(290_000) + "\"}";
        JsonNode answer =
                rest.batch(Rest.LINES, A + "\n" + large + "\n" + B).isAccepted().json();
        assertReport(answer, 2, 1);
        assertThat(answer.path("results").path(1).path("pointer").asString()).isEqualTo("/payload");
        assertThat(huge.length()).isGreaterThan(64 * 1024);
        assertHeard("a", "b");
    }

    @Test
    void anIdempotencyKeyIsNoBatchs() {
        rest.batch(Rest.LINES, A, "Idempotency-Key", "k").isProblem(400).contains("each event");
        rest.post("/api/v1/events/batch?dry-run=yes", Rest.LINES, A.getBytes(UTF_8))
                .isProblem(400);
        assertThat(client.barrier()).isEmpty();
    }

    private static String filled(String template) {
        return template.replace("A", A).replace("B", B);
    }

    private static void assertReport(JsonNode report, int accepted, int rejected) {
        assertThat(report.path("accepted").asInt()).as(report.toString()).isEqualTo(accepted);
        assertThat(report.path("rejected").asInt()).as(report.toString()).isEqualTo(rejected);
        assertThat(report.path("results").size()).isEqualTo(accepted + rejected);
    }

    private void assertHeard(String... payloads) {
        assertThat(client.barrier())
                .extracting(Frame::text)
                .containsExactly(List.of(payloads).stream()
                        .map(payload -> '"' + payload + '"')
                        .toArray(String[]::new));
    }
}
