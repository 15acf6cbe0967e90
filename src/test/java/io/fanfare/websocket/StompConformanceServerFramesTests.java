package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Section "Server frames" of the conformance table: MESSAGE and ERROR. */
@FanfareServer
class StompConformanceServerFramesTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Test
    void M1_aMessageSaysWhichWhereAndForWhom() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("one", topic);
            client.subscribe("two", topic);
            Http.publish(port, topic, "x");
            List<Frame> messages = client.expectMessages(2);
            assertThat(messages)
                    .extracting(message -> message.header("subscription"))
                    .containsExactlyInAnyOrder("one", "two");
            assertThat(messages).allSatisfy(message -> {
                assertThat(message.header("destination")).isEqualTo(topic);
                assertThat(message.required("message-id")).isNotEmpty();
            });
        }
    }

    @Test
    void M1_messageIdsAreUnique() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.subscribe("other", topic + ".other");
            for (int i = 0; i < 100; i++) {
                client.send("SEND\ndestination:" + topic + "\n\nx\0");
                client.send("SEND\ndestination:" + topic + ".other\n\nx\0");
            }
            assertThat(client.barrier())
                    .hasSize(200)
                    .extracting(message -> message.required("message-id"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void M1_headersTheSpecificationNamesAreThereOnce() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic, "ack:client");
            client.send("SEND\ndestination:" + topic + "\ncontent-type:text/plain\n\nx\0");
            List<String> names = client.expect("MESSAGE")
                    .head()
                    .lines()
                    .skip(1)
                    .map(line -> line.substring(0, line.indexOf(':')))
                    .toList();
            assertThat(names)
                    .doesNotHaveDuplicates()
                    .contains("subscription", "destination", "message-id", "ack", "content-type", "content-length");
        }
    }

    @Test
    void M1_atVersion10ASubscriptionWithoutIdIsToldByItsDestination() {
        try (StompTestClient client = StompTestClient.connectAs(port, "1.0")) {
            client.send("SUBSCRIBE\ndestination:" + topic + "\nreceipt:r\n\n\0");
            client.expectReceipt("r");
            Http.publish(port, topic, "x");
            assertThat(client.expect("MESSAGE").headers())
                    .containsEntry("destination", topic)
                    .containsKey("message-id");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s.*", "%s.#", "/topic/#"})
    void M2_theDestinationIsTheSendersNotTheSubscribersPattern(String pattern) {
        String destination = pattern.equals("%s") ? topic : topic + ".part";
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", pattern.formatted(topic));
            client.send("SEND\ndestination:" + destination + "\n\nx\0");
            assertThat(client.expect("MESSAGE").header("destination")).isEqualTo(destination);
        }
    }

    @ParameterizedTest
    @CsvSource({"x,1", "\u017e,2", "\uD83C\uDFBA,4", "'',0"})
    void M3_theLengthIsTheBodysInBytes(String body, String length) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\n\n" + body + "\0");
            Frame message = client.expect("MESSAGE");
            assertThat(message.header("content-length")).isEqualTo(length);
            assertThat(message.text()).isEqualTo(body);
        }
    }

    @Test
    void M3_theTypeIsThePublishers() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            Http.publish(port, topic, "application/json", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
            Frame message = client.expect("MESSAGE");
            assertThat(message.required("content-type")).startsWith("application/json");
            assertThat(message.text()).isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void M3_aJsonPayloadIsOfTypeJson() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            Http.publishJson(port, "{\"destination\":\"" + topic + "\",\"payload\":[1,null]}");
            Frame message = client.expect("MESSAGE");
            assertThat(message.required("content-type")).startsWith("application/json");
            assertThat(message.text()).isEqualTo("[1,null]");
        }
    }

    @Test
    void M3_theTimestampIsTheServers() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            Http.publish(port, topic, "x");
            Instant timestamp =
                    Instant.ofEpochMilli(Long.parseLong(client.expect("MESSAGE").required("timestamp")));
            assertThat(timestamp).isBetween(Instant.now().minus(1, ChronoUnit.MINUTES), Instant.now());
        }
    }

    @Test
    void E1_nothingFollowsAnErrorButTheEnd() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("NONSENSE\n\n\0SEND\ndestination:" + topic + "\nreceipt:r\n\nx\0");
            client.expectRefusal(1002);
            client.expectEndOfStream();
        }
    }

    @Test
    void E1_whatComesBehindTheOffendingFrameIsNotProcessed() {
        try (StompTestClient client = StompTestClient.connect(port);
                StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("s", topic);
            client.send("NONSENSE\n\n\0SEND\ndestination:" + topic + "\n\nx\0");
            client.sendIfOpen("SEND\ndestination:" + topic + "\n\nx\0");
            client.expectRefusal(1002);
            assertThat(witness.barrier()).isEmpty();
        }
    }

    @Test
    void E1_theConnectionEndsThoughTheClientNeverEchoesTheClose() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.patience(Duration.ofSeconds(30)).ignoreClose();
            client.send("NONSENSE\n\n\0");
            client.expectRefusal(1002);
            client.expectEndOfStream();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEND\n",
                "SEND\ndestination:/nowhere\n",
                "SUBSCRIBE\nid:s\n",
                "UNSUBSCRIBE\nid:unknown\n",
                "ACK\nid:unknown\n",
                "COMMIT\ntransaction:unknown\n",
                "CONNECT\naccept-version:1.2\n"
            })
    void E2_anErrorExplainsItselfAndNamesTheFrame(String head) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send(head + "receipt:r-7\n\n\0");
            Frame error = client.expectRefusal();
            assertThat(error.header("receipt-id")).isEqualTo("r-7");
            assertThat(error.required("content-type")).startsWith("text/plain");
            assertThat(error.text()).isNotBlank().doesNotContain("Exception", "io.fanfare", "\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONSENSE", "MESSAGE"})
    void E2_aFrameWhoseCommandIsRefusedIsNamedToo(String command) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send(command + "\nreceipt:r-7\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r-7");
        }
    }

    @Test
    void E2_withoutReceiptThereIsNoReceiptId() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("NONSENSE\n\n\0");
            assertThat(client.expectRefusal(1002).headers()).doesNotContainKey("receipt-id");
        }
    }
}
