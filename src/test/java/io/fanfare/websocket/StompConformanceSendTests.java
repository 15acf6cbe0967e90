package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Section "Client frames" of the conformance table: receipts, and SEND. */
@FanfareServer
class StompConformanceSendTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Test
    void R1_everyFrameButConnectMayAskForAReceipt() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:s\ndestination:" + topic + "\nack:client-individual\nreceipt:1\n\n\0");
            client.expectReceipt("1");
            client.send("BEGIN\ntransaction:t\nreceipt:2\n\n\0");
            client.expectReceipt("2");
            client.send("SEND\ndestination:" + topic + "\ntransaction:t\nreceipt:3\n\nx\0");
            client.expectReceipt("3");
            client.send("SEND\ndestination:" + topic + "\ntransaction:t\n\nx\0");
            client.send("COMMIT\ntransaction:t\nreceipt:4\n\n\0");
            List<Frame> three = List.of(client.frame(), client.frame(), client.frame());
            assertThat(three).extracting(Frame::command).containsExactlyInAnyOrder("MESSAGE", "MESSAGE", "RECEIPT");
            assertThat(three).extracting(frame -> frame.header("receipt-id")).contains("4");
            List<String> acks = three.stream()
                    .filter(frame -> frame.command().equals("MESSAGE"))
                    .map(frame -> frame.required("ack"))
                    .toList();
            client.send("ACK\nid:" + acks.getFirst() + "\nreceipt:5\n\n\0");
            client.expectReceipt("5");
            client.send("NACK\nid:" + acks.getLast() + "\nreceipt:6\n\n\0");
            client.expectReceipt("6");
            client.send("BEGIN\ntransaction:u\n\n\0ABORT\ntransaction:u\nreceipt:7\n\n\0");
            client.expectReceipt("7");
            client.send("UNSUBSCRIBE\nid:s\nreceipt:8\n\n\0");
            client.expectReceipt("8");
            client.send("DISCONNECT\nreceipt:9\n\n\0");
            client.expectReceipt("9");
        }
    }

    @Test
    void R1_connectIsAnsweredByConnectedAlone() {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.handshake("1.2", "receipt:r");
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void R1_aReceiptOfSendComesAfterTheEventIsPublished() {
        try (StompTestClient subscriber = StompTestClient.connect(port);
                StompTestClient sender = StompTestClient.connect(port)) {
            subscriber.subscribe("s", topic);
            sender.send("SEND\ndestination:" + topic + "\nreceipt:1\n\nx\0");
            sender.expectReceipt("1");
            assertThat(subscriber.barrier()).extracting(Frame::text).containsExactly("x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", " ", "message-1", "\u017e\uD83C\uDFBA", "a\\cb", "RECEIPT"})
    void R2_theReceiptIdIsWhatWasAskedFor(String receipt) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("BEGIN\ntransaction:t\nreceipt:" + receipt + "\n\n\0");
            client.expectReceipt(receipt);
        }
    }

    @Test
    void R3_aReceiptSaysThatAllEarlierFramesWereTaken() {
        int count = 200;
        try (StompTestClient subscriber = StompTestClient.connect(port);
                StompTestClient sender = StompTestClient.connect(port)) {
            subscriber.subscribe("s", topic);
            for (int i = 1; i < count; i++) {
                sender.send("SEND\ndestination:" + topic + "\n\n" + i + "\0");
            }
            sender.send("SEND\ndestination:" + topic + "\nreceipt:last\n\n" + count + "\0");
            sender.expectReceipt("last");
            assertThat(subscriber.barrier()).extracting(Frame::text).containsExactlyElementsOf(numbers(1, count));
        }
    }

    @Test
    void R3_receiptsComeInTheOrderOfTheirFrames() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            StringBuilder frames = new StringBuilder();
            for (int i = 1; i <= 100; i++) {
                frames.append("SEND\ndestination:")
                        .append(topic)
                        .append("\nreceipt:")
                        .append(i)
                        .append("\n\nx\0");
            }
            client.send(frames.toString());
            List<String> receipts = client.barrier().stream()
                    .map(receipt -> receipt.required("receipt-id"))
                    .toList();
            assertThat(receipts).containsExactlyElementsOf(numbers(1, 100));
        }
    }

    @Test
    void S1_sendWithoutDestinationIsRefused() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\nreceipt:r\n\nx\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "nonsense",
                "topic/a",
                "/nowhere/a",
                "/topic",
                "/topic/",
                "/topic/a b",
                "/topic/a..b",
                "/topic/.",
                "/topic/*",
                "/topic/a.#",
                "/Topic/a",
                "/presence/a",
                "/topic/a?b",
                "/topic/a%2Fb"
            })
    void S2_sendToADestinationThatIsNoneIsRefused(String destination) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + destination + "\nreceipt:r\n\nx\0");
            assertThat(client.expectRefusal().header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void S2_sendToAQueueIsRefusedAndTheRelayNamed() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:/queue/a\nreceipt:r\n\nx\0");
            Frame error = client.expectRefusal();
            assertThat(error.header("receipt-id")).isEqualTo("r");
            assertThat(error.required("message") + error.text()).contains("relay");
        }
    }

    @Test
    void S2_sendToUserDestinationsReachesOnesOwnSessions() {
        try (StompTestClient alice = StompTestClient.connect(port, "login:alice");
                StompTestClient alicesOther = StompTestClient.connect(port, "login:alice");
                StompTestClient bob = StompTestClient.connect(port, "login:bob")) {
            String own = topic.replace("/topic/", "/user/");
            alicesOther.subscribe("s", own);
            bob.subscribe("s", own);
            alice.send("SEND\ndestination:" + own + "\nreceipt:r\n\nx\0");
            alice.expectReceipt("r");
            Frame message = alicesOther.expect("MESSAGE");
            assertThat(message.header("destination")).isEqualTo(own);
            assertThat(bob.barrier()).isEmpty();
        }
    }

    @Test
    void S3_userHeadersArePassedThrough() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\nfoo:bar\nX-Trace-Id:abc-123\npriority:9\nempty:\n\nx\0");
            assertThat(client.expect("MESSAGE").headers())
                    .containsEntry("foo", "bar")
                    .containsEntry("X-Trace-Id", "abc-123")
                    .containsEntry("priority", "9")
                    .containsEntry("empty", "");
        }
    }

    @Test
    void S4_whatTheServerOwnsIsOverridden() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\nmessage-id:mine\nsubscription:mine\ntimestamp:mine\n"
                    + "ack:mine\ntransaction-id:kept\ncontent-length:1\n\nx\0");
            Frame message = client.expect("MESSAGE");
            assertThat(message.head().lines())
                    .doesNotContain("message-id:mine", "subscription:mine", "timestamp:mine", "ack:mine")
                    .contains("subscription:s", "content-length:1", "transaction-id:kept");
        }
    }

    @Test
    void S4_whatConcernsOnlyTheSenderIsNotPassedOn() {
        try (StompTestClient subscriber = StompTestClient.connect(port);
                StompTestClient sender = StompTestClient.connect(port)) {
            subscriber.subscribe("s", topic);
            sender.send("BEGIN\ntransaction:t\n\n\0"
                    + "SEND\ndestination:" + topic + "\ntransaction:t\nreceipt:r\n\nx\0"
                    + "COMMIT\ntransaction:t\n\n\0");
            assertThat(subscriber.expect("MESSAGE").headers()).doesNotContainKeys("transaction", "receipt", "ack");
        }
    }

    private static List<String> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
    }
}
