package io.fanfare.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.Close;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.StompTestClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What whoever reaches a limit is told, and that it is counted; but for handshakes, which have tests of their own. */
@FanfareServer({
    "fanfare.stomp.heartbeat=1s",
    "fanfare.stomp.max-frame-size=2KB",
    "fanfare.stomp.max-headers=10",
    "fanfare.stomp.max-header-size=512B",
    "fanfare.limits.connect-timeout=500ms",
    "fanfare.limits.frame-timeout=300ms",
    "fanfare.limits.frames-per-second=100",
    "fanfare.limits.bytes-per-second=16KB",
    "fanfare.limits.sends-per-second=20",
    "fanfare.limits.subscribes-per-second=10",
    "fanfare.limits.connections-per-user=2",
    "fanfare.limits.subscriptions=5",
    "fanfare.limits.destinations=8",
    "fanfare.limits.destination-length=40",
    "fanfare.limits.destination-depth=4",
    "fanfare.limits.transactions=2",
    "fanfare.limits.transaction-frames=5",
    "fanfare.limits.transaction-size=1KB",
    "fanfare.limits.event-size=1KB",
    "fanfare.limits.event-headers=2",
    "fanfare.limits.event-headers-size=100B",
    "fanfare.limits.event-destinations=5",
    "fanfare.limits.batch-items=10",
    "fanfare.limits.batch-size=8KB"
})
class LimitAnswerTests {

    /** WebSocket frames with an empty mask. */
    private static final byte[] PING = {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0};

    private static final byte[] FIRST_PIECE = {0x01, (byte) 0x81, 0, 0, 0, 0, '\n'};
    private static final byte[] NEXT_PIECE = {0x00, (byte) 0x81, 0, 0, 0, 0, '\n'};

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry registry;

    private double reached(String limit) {
        return registry.get("fanfare.limits.reached")
                .tag("limit", limit)
                .functionCounter()
                .count();
    }

    private void isCounted(String limit, double before) {
        await().untilAsserted(() -> assertThat(reached(limit)).isEqualTo(before + 1));
    }

    private static String send(String destination, String body) {
        return "SEND\ndestination:" + destination + "\n\n" + body + "\0";
    }

    private static String subscribe(int id, String destination) {
        return "SUBSCRIBE\nid:" + id + "\ndestination:" + destination + "\n\n\0";
    }

    private static String many(int count, IntFunction<String> frame) {
        return String.join("", IntStream.range(0, count).mapToObj(frame).toList());
    }

    private HttpResponse<String> publishJson(String json) {
        return Http.send(port, "POST", "/api/v1/events", json, "Content-Type", "application/json");
    }

    private HttpResponse<String> publishLines(String lines) {
        return Http.send(port, "POST", "/api/v1/events/batch", lines, "Content-Type", "application/x-ndjson");
    }

    private static byte[] repeated(int count, byte[] frame) {
        byte[] all = new byte[count * frame.length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(frame, 0, all, i * frame.length, frame.length);
        }
        return all;
    }

    private static Stream<String> messages(String limit) {
        return switch (limit) {
            case "frames-per-second" ->
                Stream.of(many(120, i -> "BEGIN\ntransaction:t\n\n\0ABORT\ntransaction:t\n\n\0"));
            case "bytes-per-second" -> IntStream.range(0, 25).mapToObj(i -> "\n".repeat(1_500));
            case "sends-per-second" -> Stream.of(many(41, i -> send("/topic/a", "x")));
            case "subscribes-per-second" ->
                Stream.of(many(20, i -> subscribe(1, "/topic/a") + "UNSUBSCRIBE\nid:1\n\n\0"));
            case "subscriptions" -> Stream.of(many(6, i -> subscribe(i, "/topic/a")));
            case "destination-length" -> Stream.of(subscribe(1, "/topic/" + "a".repeat(41)));
            case "destination-depth" -> Stream.of(send("/topic/a.b/c.d.e", "x"));
            case "max-frame-size" -> Stream.of(send("/topic/a", "x".repeat(2_048)));
            case "max-headers" -> Stream.of("SEND\n" + many(11, i -> "h" + i + ":1\n") + "\n\0");
            case "max-header-size" -> Stream.of("SEND\nh:" + "x".repeat(512) + "\n\n\0");
            case "event-size" -> Stream.of(send("/topic/a", "x".repeat(1_025)));
            case "event-headers" -> Stream.of("SEND\ndestination:/topic/a\na:1\nb:2\nc:3\n\n\0");
            case "event-headers-size" -> Stream.of("SEND\ndestination:/topic/a\na:" + "x".repeat(100) + "\n\n\0");
            case "transactions" -> Stream.of(many(3, i -> "BEGIN\ntransaction:" + i + "\n\n\0"));
            case "transaction-frames" ->
                Stream.of(
                        "BEGIN\ntransaction:t\n\n\0" + many(6, i -> "SEND\ntransaction:t\ndestination:/topic/a\n\n\0"));
            case "transaction-size" ->
                Stream.of(
                        "BEGIN\ntransaction:t\n\n\0",
                        many(2, i -> "SEND\ntransaction:t\ndestination:/topic/a\n\n" + "x".repeat(600) + "\0"));
            case "frame-timeout" -> Stream.of("SEND\ndestination:/topic/a\n");
            default -> throw new AssertionError(limit);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "4509, frames-per-second",
        "4509, bytes-per-second",
        "4509, sends-per-second",
        "4509, subscribes-per-second",
        "4509, subscriptions",
        "1002, destination-length",
        "1002, destination-depth",
        "1009, max-frame-size",
        "1009, max-headers",
        "1009, max-header-size",
        "1002, event-size",
        "1002, event-headers",
        "1002, event-headers-size",
        "4509, transactions",
        "4509, transaction-frames",
        "4509, transaction-size",
        "1002, frame-timeout"
    })
    void s15AClientIsToldWhichItIs(int code, String limit) {
        double before = reached(limit);
        try (StompTestClient client = StompTestClient.connect(port)) {
            messages(limit).forEach(client::sendIfOpen);
            assertThat(client.expectRefusal(code).text()).contains("." + limit + ")");
        }
        isCounted(limit, before);
    }

    @Test
    void aClientIsToldWhenToComeBack() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            messages("sends-per-second").forEach(client::sendIfOpen);
            client.expect("ERROR");
            assertThat(client.expectClose())
                    .extracting(Close::reason)
                    .asString()
                    .matches("limit; retry-ms=\\d+");
        }
    }

    @Test
    void s15PingsAreFramesToo() {
        double before = reached("frames-per-second");
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.writeRaw(repeated(250, PING));
            assertThat(client.expectRefusal(4509).text()).contains("frames-per-second");
        }
        isCounted("frames-per-second", before);
    }

    @Test
    void s15SoArePiecesOfFrames() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.writeRaw(repeated(1, FIRST_PIECE));
            client.writeRaw(repeated(250, NEXT_PIECE));
            assertThat(client.expectRefusal(4509).text()).contains("frames-per-second");
        }
    }

    @Test
    void s15WhoDoesNotConnectIsTooLate() {
        double before = reached("connect-timeout");
        try (StompTestClient client = StompTestClient.open(port)) {
            assertThat(client.expectRefusal(1002).text()).contains("(fanfare.limits.connect-timeout)");
        }
        isCounted("connect-timeout", before);
    }

    @Test
    void s15AUserHasSoManyConnectionsWhateverTheyAre() {
        double before = reached("connections-per-user");
        String stream = "/sse?destination=/topic/a&login=alice";
        try (StompTestClient one = StompTestClient.connect(port, "login:alice")) {
            try (SseTestClient two = SseTestClient.open(port, stream);
                    StompTestClient three = StompTestClient.open(port);
                    StompTestClient _ = StompTestClient.connect(port, "login:bob")) {
                assertThat(two.next().event()).isEqualTo("start");
                three.send("CONNECT\naccept-version:1.2\nhost:x\nlogin:alice\n\n\0");
                assertThat(three.expectRefusal(4509).text()).contains("(fanfare.limits.connections-per-user)");
                isCounted("connections-per-user", before);
                HttpResponse<String> refused = Http.send(port, "GET", stream, "", "Accept", "application/json");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(refused.body()).contains("(fanfare.limits.connections-per-user)");
                isCounted("connections-per-user", before + 1);
            }
            await().untilAsserted(() -> {
                Http.publish(port, "/topic/a", "is a write, which shows that the reader has gone");
                StompTestClient.connect(port, "login:alice").close();
            });
            one.send("DISCONNECT\n\n\0");
            one.expectClose();
        }
        try (StompTestClient one = StompTestClient.connect(port, "login:alice");
                StompTestClient two = StompTestClient.connect(port, "login:alice")) {
            assertThat(one).isNotSameAs(two);
        }
    }

    @Test
    void s15ThereAreSoManyDestinationsAndOneThatIsThereMayBeHeard() {
        double before = reached("destinations");
        try (StompTestClient one = StompTestClient.connect(port);
                StompTestClient two = StompTestClient.connect(port);
                StompTestClient three = StompTestClient.connect(port)) {
            IntStream.range(0, 4).forEach(i -> one.subscribe("" + i, "/topic/d." + i));
            IntStream.range(0, 3).forEach(i -> two.subscribe("" + i, "/topic/d.*." + i));
            two.subscribe("3", "/topic/d.0");
            three.subscribe("1", "/topic/d.1");
            three.subscribe("2", "/topic/d.7");
            three.send(subscribe(3, "/topic/d.8"));
            assertThat(three.expectRefusal(4509).text()).contains("(fanfare.limits.destinations)");
            isCounted("destinations", before);
            HttpResponse<String> refused =
                    Http.send(port, "GET", "/sse?destination=/topic/d.8&destination=/topic/d.9", "");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("(fanfare.limits.destinations)");
        }
        await().untilAsserted(() -> {
            try (StompTestClient again = StompTestClient.connect(port)) {
                IntStream.range(0, 5).forEach(i -> again.subscribe("" + i, "/topic/e." + i));
            }
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | destination-length | {"destination":"/topic/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","payload":1}
            400 | destination-depth  | {"destination":"/topic/a.b.c.d.e","payload":1}
            400 | event-headers      | {"destination":"/topic/a","payload":1,"headers":{"a":"1","b":"2","c":"3"}}
            400 | event-destinations | {"destinations":["/topic/a","/topic/b","/topic/c","/topic/d","/topic/e","/topic/f"],"payload":1}
            """)
    void aServiceIsToldWhichItIs(int status, String limit, String json) {
        double before = reached(limit);
        HttpResponse<String> refused = publishJson(json);
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.body()).contains("fanfare.limits." + limit + ")");
        isCounted(limit, before);
    }

    @Test
    void aBodyThatIsTooLargeIsToldWhichLimitItIs() {
        double event = reached("event-size");
        double batch = reached("batch-size");
        double items = reached("batch-items");
        assertThat(Http.send(port, "POST", "/api/v1/destinations/topic/a", "x".repeat(1_025))
                        .body())
                .contains("(fanfare.limits.event-size)");
        assertThat(publishLines("\n".repeat(8_193)).body()).contains("(fanfare.limits.batch-size)");
        assertThat(publishLines("{\"destination\":\"/topic/a\",\"payload\":1}\n".repeat(11))
                        .body())
                .contains("(fanfare.limits.batch-items)");
        isCounted("event-size", event);
        isCounted("batch-size", batch);
        isCounted("batch-items", items);
    }
}
