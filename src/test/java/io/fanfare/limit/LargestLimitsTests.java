package io.fanfare.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.StompTestClient;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Limits as high as they can be written, for whoever wants none: no sum of them overflows. */
@FanfareServer({
    "fanfare.limits.event-size=1200MB",
    "fanfare.limits.batch-size=1200MB",
    "fanfare.limits.event-headers=2147483647",
    "fanfare.limits.event-destinations=1000000000",
    "fanfare.limits.batch-items=2147483647",
    "fanfare.limits.subscriptions=2147483647",
    "fanfare.limits.queue-sessions=2147483647",
    "fanfare.limits.destinations=2147483647",
    "fanfare.limits.transactions=2147483647",
    "fanfare.limits.transaction-frames=1000000000",
    "fanfare.limits.unacknowledged=2147483647",
    "fanfare.limits.replay=2147483647",
    "fanfare.limits.connections=2147483647",
    "fanfare.limits.connections-per-user=2147483647",
    "fanfare.limits.connections-per-address=2147483647",
    "fanfare.limits.accepted-per-second=1000000000",
    "fanfare.limits.handshakes-per-second=1000000000",
    "fanfare.limits.handshakes-per-second-per-address=1000000000",
    "fanfare.limits.frames-per-second=1000000000",
    "fanfare.limits.sends-per-second=1000000000",
    "fanfare.limits.subscribes-per-second=1000000000",
    "fanfare.limits.publishes-per-second=1000000000",
    "fanfare.limits.bytes-per-second=2147483647B",
    "fanfare.history.rules[0].pattern=/topic/#",
    "fanfare.history.rules[0].size=10"
})
class LargestLimitsTests {

    private static final String EVENT = "{\"destination\":\"/topic/largest\",\"payload\":1}";

    @LocalServerPort
    int port;

    @Test
    void sessionsAreServed() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/largest.session", "ack:client-individual", "replay:2147483647");
            client.subscribe("2", "/topic/largest.session");
            client.send("UNSUBSCRIBE\nid:2\nreceipt:ended\n\n\0");
            client.expectReceipt("ended");
            client.send("SEND\ndestination:/topic/largest.session\n\nx\0");
            client.expect("MESSAGE");
        }
    }

    @Test
    void streamsAreServed() {
        try (SseTestClient stream = SseTestClient.open(port, "/sse?destination=/topic/largest&replay=2147483647")) {
            assertThat(stream.next().event()).isEqualTo("start");
        }
    }

    /** More than an array can hold may be announced by nothing but the limits. */
    @Test
    void bodiesOfUnknownLengthAreTaken() {
        String request = String.join(
                "\r\n",
                "POST /api/v1/events HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
                "",
                Integer.toHexString(EVENT.length()),
                EVENT,
                "0",
                "",
                "");
        assertThat(RawHttp.answer(port, request).status()).isEqualTo(202);
    }

    @Test
    void batchesAreTaken() {
        assertThat(Http.postJson(port, "/api/v1/events/batch", "[" + EVENT + "," + EVENT + "]")
                        .statusCode())
                .isEqualTo(202);
    }
}
