package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A client that comes back with the last message-id it has processed, over a real socket. */
@FanfareServer({
    "fanfare.history.rules[0].pattern=/topic/long.#",
    "fanfare.history.rules[0].size=100000",
    "fanfare.history.rules[1].pattern=/topic/unkept.#",
    "fanfare.history.rules[1].size=1",
    "fanfare.history.rules[1].age=1ms",
    "fanfare.history.rules[2].pattern=/topic/#",
    "fanfare.history.rules[2].size=10",
    "fanfare.history.rules[3].pattern=/user/#",
    "fanfare.history.rules[3].size=10",
    "fanfare.session.outbox-limit=64KB",
    "fanfare.limits.replay=1000"
})
class RecoveryTests {

    private static final int SMALL_BUFFER = 4_096;

    @LocalServerPort
    int port;

    private final String topic = Topics.fresh();

    private void publish(String destination, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> Http.publish(port, destination, Integer.toString(i)));
    }

    private void publishTo(String user, String destination, int payload) {
        Http.publishJson(
                port,
                "{\"destination\":\"" + destination + "\",\"users\":[\"" + user + "\"],\"payload\":" + payload + "}");
    }

    private Frame subscribe(StompTestClient client, String destination, String... headers) {
        client.send("SUBSCRIBE\nid:s\ndestination:" + destination + "\nreceipt:r\n" + String.join("\n", headers)
                + (headers.length == 0 ? "" : "\n") + "\n\0");
        return client.expectReceipt("r");
    }

    private static void unsubscribe(StompTestClient client) {
        client.send("UNSUBSCRIBE\nid:s\nreceipt:unsubscribed\n\n\0");
        client.expectReceipt("unsubscribed");
    }

    private static List<String> texts(List<Frame> messages) {
        return messages.stream().map(Frame::text).toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    private static String lastId(List<Frame> messages) {
        return messages.getLast().required("message-id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void whoComesBackHearsWhatWasMissedAndThenWhatIsLive(String version) {
        String last;
        try (StompTestClient client = StompTestClient.connectAs(port, version)) {
            subscribe(client, topic);
            publish(topic, 1, 3);
            last = lastId(client.expectMessages(3));
        }
        publish(topic, 4, 8);
        try (StompTestClient client = StompTestClient.connectAs(port, version)) {
            Frame receipt = subscribe(client, topic, "last-message-id:" + last);
            assertThat(receipt.header("recovered")).isEqualTo("true");
            assertThat(receipt.header("replayed")).isEqualTo("5");
            List<Frame> missed = client.expectMessages(5);
            assertThat(lastId(missed)).isEqualTo(receipt.header("position"));
            publish(topic, 9, 9);
            missed.addAll(client.expectMessages(1));
            assertThat(texts(missed)).isEqualTo(numbers(4, 9));
        }
    }

    @Test
    void whoWasCutOffBeforeTheFirstMessageResumesFromConnected() {
        String position;
        try (StompTestClient client = StompTestClient.open(port)) {
            position = client.handshake("1.2").required("position");
        }
        publish(topic, 1, 2);
        try (StompTestClient client = StompTestClient.connect(port)) {
            assertThat(subscribe(client, topic, "last-message-id:" + position).header("recovered"))
                    .isEqualTo("true");
            assertThat(texts(client.expectMessages(2))).isEqualTo(numbers(1, 2));
        }
    }

    @Test
    void aReceiptForASendHasItsPosition() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\nreceipt:sent\n\nfirst\0");
            String position = client.expectReceipt("sent").required("position");
            client.send("BEGIN\ntransaction:t\n\n\0");
            client.send("SEND\ndestination:" + topic + "\ntransaction:t\n\nsecond\0");
            client.send("COMMIT\ntransaction:t\nreceipt:done\n\n\0");
            String committed = client.expectReceipt("done").required("position");
            subscribe(client, topic, "last-message-id:" + position);
            Frame second = client.expect("MESSAGE");
            assertThat(second.text()).isEqualTo("second");
            assertThat(second.header("message-id")).isEqualTo(committed);
        }
    }

    @Test
    void aPatternRecoversAllItsDestinationsInTheOrderOfTheLog() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            Http.publish(port, topic + ".a", "1");
            subscribe(client, topic + ".#", "replay:1");
            String last = lastId(client.expectMessages(1));
            unsubscribe(client);
            for (int i = 2; i <= 12; i++) {
                Http.publish(port, topic + (i % 3 == 0 ? ".a" : i % 3 == 1 ? ".b" : ".c.d"), Integer.toString(i));
                Http.publish(port, Topics.fresh(), "of another");
            }
            Frame receipt = subscribe(client, topic + ".#", "last-message-id:" + last);
            assertThat(receipt.header("recovered")).isEqualTo("true");
            assertThat(texts(client.expectMessages(11))).isEqualTo(numbers(2, 12));
        }
    }

    @Test
    void whatIsGoneIsToldAndWhatIsLeftIsSent() {
        publish(topic, 1, 30);
        try (StompTestClient client = StompTestClient.connect(port)) {
            Frame first = subscribe(client, topic, "replay:100");
            assertThat(first.header("recovered")).isNull();
            assertThat(first.header("replayed")).isEqualTo("10");
            String oldest = client.expectMessages(10).getFirst().required("message-id");
            unsubscribe(client);
            publish(topic, 31, 50);
            Frame second = subscribe(client, topic, "last-message-id:" + oldest);
            assertThat(second.header("recovered")).isEqualTo("false");
            assertThat(second.header("replayed")).isEqualTo("10");
            assertThat(texts(client.expectMessages(10))).isEqualTo(numbers(41, 50));
            unsubscribe(client);
            Frame third = subscribe(client, topic, "last-message-id:" + oldest, "on-gap:live");
            assertThat(third.header("recovered")).isEqualTo("false");
            assertThat(third.header("replayed")).isEqualTo("0");
            publish(topic, 51, 51);
            assertThat(texts(client.expectMessages(1))).isEqualTo(numbers(51, 51));
        }
    }

    @Test
    void whoAsksForNoReceiptIsToldInTheFirstMessage() {
        publish(topic, 1, 30);
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:s\ndestination:" + topic + "\nlast-message-id:1-5\n\n\0");
            List<Frame> left = client.expectMessages(10);
            assertThat(left.getFirst().header("gap-after")).isEqualTo("1-5");
            assertThat(left.getLast().header("gap-after")).isNull();
            client.send("SUBSCRIBE\nid:t\ndestination:" + topic + "\non-gap:live\nlast-message-id:1-6\n\n\0");
            client.barrier();
            publish(topic, 31, 31);
            assertThat(client.expectMessages(2).stream().map(message -> message.header("gap-after")))
                    .containsExactlyInAnyOrder(null, "1-6");
        }
    }

    @Test
    void aQuietDestinationIsNeverCalledLost() {
        String quiet = Topics.fresh();
        publish(quiet, 1, 1);
        try (StompTestClient client = StompTestClient.connect(port)) {
            subscribe(client, quiet, "replay:1");
            String last = lastId(client.expectMessages(1));
            unsubscribe(client);
            publish(topic, 1, 100);
            assertThat(subscribe(client, quiet, "last-message-id:" + last).header("recovered"))
                    .isEqualTo("true");
        }
    }

    @Test
    void theLastValueIsThereForWhoSubscribes() {
        publish(topic, 1, 5);
        try (StompTestClient client = StompTestClient.connect(port)) {
            Frame receipt = subscribe(client, topic, "replay:1");
            assertThat(receipt.header("replayed")).isEqualTo("1");
            assertThat(texts(client.expectMessages(1))).containsExactly("5");
        }
    }

    @Test
    void thePositionOfAnotherLogIsNotRecovered() {
        publish(topic, 1, 2);
        try (StompTestClient client = StompTestClient.connect(port)) {
            Frame receipt = subscribe(client, topic, "last-message-id:1-5");
            assertThat(receipt.header("recovered")).isEqualTo("false");
            assertThat(texts(client.expectMessages(2))).isEqualTo(numbers(1, 2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"last-message-id:nowhere", "replay:some", "replay:-1", "on-gap:maybe"})
    void whatCannotBeReadIsRefused(String header) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:s\ndestination:" + topic + "\nreceipt:r\n" + header + "\n\n\0");
            assertThat(client.expectRefusal(1002).required("message"))
                    .contains(header.substring(0, header.indexOf(':')));
        }
    }

    @Test
    void eachUserRecoversTheirOwn() {
        String inbox = "/user/" + UUID.randomUUID();
        String ann = UUID.randomUUID().toString();
        try (StompTestClient client = StompTestClient.connect(port, "login:" + ann)) {
            publishTo(ann, inbox, 1);
            publishTo("bob", inbox, 7);
            publishTo(ann, inbox, 2);
            assertThat(subscribe(client, inbox, "replay:10").header("replayed")).isEqualTo("2");
            assertThat(texts(client.expectMessages(2))).containsExactly("1", "2");
        }
    }

    /** A replay of far more than the outbox holds, to a client that reads slowly, while others are served. */
    @Test
    void aReplayLargerThanTheOutboxNeitherDisconnectsNorHoldsUpOthers() {
        String destination = "/topic/long." + UUID.randomUUID();
        String kilobyte = "x".repeat(1_024);
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            expected.add(i + kilobyte);
            Http.publish(port, destination, i + kilobyte);
        }
        try (StompTestClient slow = StompTestClient.openWithSmallBuffer(port, SMALL_BUFFER);
                StompTestClient other = StompTestClient.connect(port)) {
            slow.handshake("1.2");
            slow.stopReading();
            slow.send("SUBSCRIBE\nid:s\ndestination:" + destination + "\nreplay:1000\nreceipt:r\n\n\0");
            other.subscribe("o", destination);
            Http.publish(port, destination, "live");
            expected.add("live");
            assertThat(texts(other.expectMessages(1))).containsExactly("live");
            slow.resumeReading();
            assertThat(slow.expectReceipt("r").header("replayed")).isEqualTo("1000");
            assertThat(texts(slow.expectMessages(1_001))).isEqualTo(expected);
        }
    }

    @Test
    void whoAsksForMoreThanMayBeReplayedIsToldHowManyAre() {
        String destination = "/topic/long." + UUID.randomUUID();
        String event = "{\"destination\":\"" + destination + "\",\"payload\":1}";
        Http.postJson(port, "/api/v1/events/batch", "[" + (event + ",").repeat(1_000) + event + "]");
        try (StompTestClient client = StompTestClient.connect(port)) {
            assertThat(subscribe(client, destination, "replay:1000000").header("replayed"))
                    .isEqualTo("1000");
            client.expectMessages(1_000);
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void acknowledgementsPaceAReplay() {
        publish(topic, 1, 10);
        try (StompTestClient client = StompTestClient.connect(port)) {
            Frame receipt = subscribe(client, topic, "replay:10", "ack:client", "prefetch-count:4");
            assertThat(receipt.header("replayed")).isEqualTo("10");
            List<Frame> heard = new ArrayList<>(client.expectMessages(4));
            assertThat(client.barrier()).isEmpty();
            client.send("ACK\nid:" + heard.getLast().required("ack") + "\n\n\0");
            heard.addAll(client.expectMessages(4));
            client.send("ACK\nid:" + heard.getLast().required("ack") + "\n\n\0");
            heard.addAll(client.expectMessages(2));
            publish(topic, 11, 11);
            heard.addAll(client.expectMessages(1));
            assertThat(texts(heard)).isEqualTo(numbers(1, 11));
        }
    }

    @Test
    void nothingFollowsTheReceiptOfTheEndOfASubscriptionThatWasCatchingUp() {
        String destination = "/topic/long." + UUID.randomUUID();
        IntStream.range(0, 500).forEach(i -> Http.publish(port, destination, "x".repeat(1_024)));
        try (StompTestClient client = StompTestClient.openWithSmallBuffer(port, SMALL_BUFFER)) {
            client.handshake("1.2");
            client.stopReading();
            client.send("SUBSCRIBE\nid:s\ndestination:" + destination + "\nreplay:500\nreceipt:r\n\n\0");
            client.send("UNSUBSCRIBE\nid:s\nreceipt:gone\n\n\0");
            client.resumeReading();
            client.expectReceipt("r");
            Frame frame = client.frame();
            while (frame.command().equals("MESSAGE")) {
                frame = client.frame();
            }
            assertThat(frame.header("receipt-id")).isEqualTo("gone");
            assertThat(client.barrier()).isEmpty();
        }
    }
}
