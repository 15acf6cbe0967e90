package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Section "Client frames" of the conformance table: ACK and NACK. What an acknowledgement reaches is seen by what it
 * releases from a subscription that takes a few messages at a time.
 */
@FanfareServer
class StompConformanceAckTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(strings = {"client", "client-individual"})
    void A1_messagesToBeAcknowledgedHaveAnAckHeaderOfTheirOwn(String mode) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("one", topic, "ack:" + mode);
            client.subscribe("two", topic, "ack:" + mode);
            publish(client, 10);
            Set<String> acks = new HashSet<>();
            for (Frame message : client.expectMessages(20)) {
                acks.add(message.required("ack"));
            }
            assertThat(acks).hasSize(20).doesNotContain("");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "client-individual"})
    void A1_noMoreThanThePrefetchCountIsOutstanding(String mode) {
        try (StompTestClient client = subscribed("1.2", mode)) {
            publish(client, 9);
            assertThat(client.barrier()).extracting(Frame::text).containsExactly("1", "2", "3");
        }
    }

    @ParameterizedTest
    @CsvSource({"ACK, 2, 4 5", "ACK, 3, 4 5 6", "NACK, 2, 4 5", "NACK, 3, 4 5 6"})
    void A2_inClientModeAllEarlierMessagesAreMeantToo(String command, int nth, String released) {
        try (StompTestClient client = subscribed("1.2", "client")) {
            publish(client, 9);
            List<Frame> three = client.expectMessages(3);
            client.send(command + "\nid:" + ack(three, nth) + "\n\n\0");
            assertThat(client.barrier()).extracting(Frame::text).containsExactly(released.split(" "));
        }
    }

    @Test
    void A2_inClientModeOtherSubscriptionsAreNotMeant() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("one", topic, "ack:client", "prefetch-count:1");
            client.subscribe("two", topic, "ack:client", "prefetch-count:1");
            publish(client, 3);
            List<Frame> two = client.expectMessages(2);
            Frame last = two.getLast();
            client.send("ACK\nid:" + last.required("ack") + "\n\n\0");
            assertThat(client.barrier())
                    .extracting(frame -> frame.header("subscription"))
                    .containsExactly(last.required("subscription"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "NACK"})
    void A3_inClientIndividualModeOneMessageIsMeant(String command) {
        try (StompTestClient client = subscribed("1.2", "client-individual")) {
            publish(client, 9);
            List<Frame> three = client.expectMessages(3);
            client.send(command + "\nid:" + ack(three, 3) + "\n\n\0");
            assertThat(client.barrier()).extracting(Frame::text).containsExactly("4");
            client.send(command + "\nid:" + ack(three, 1) + "\n\n\0");
            client.send(command + "\nid:" + ack(three, 2) + "\n\n\0");
            assertThat(client.barrier()).extracting(Frame::text).containsExactly("5", "6");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK\nid:unknown\n", "NACK\nid:unknown\n", "ACK\n", "NACK\n", "ACK\nid:\n"})
    void A4_anAcknowledgementOfNothingIsRefused(String head) {
        try (StompTestClient client = subscribed("1.2", "client-individual")) {
            publish(client, 1);
            client.expect("MESSAGE");
            client.send(head + "receipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @ParameterizedTest
    @CsvSource({"client, ACK, 3, 3", "client, ACK, 3, 1", "client-individual, ACK, 2, 2", "client, NACK, 2, 1"})
    void A4_whatIsAcknowledgedCannotBeAcknowledgedAgain(String mode, String command, int first, int second) {
        try (StompTestClient client = subscribed("1.2", mode)) {
            publish(client, 3);
            List<Frame> three = client.expectMessages(3);
            client.send(command + "\nid:" + ack(three, first) + "\nreceipt:1\n\n\0");
            client.expectReceipt("1");
            client.send(command + "\nid:" + ack(three, second) + "\nreceipt:2\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("2");
        }
    }

    /** A client may learn of its last messages after it has asked for the end of a subscription. */
    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void A4_whatWasOutstandingWhenItsSubscriptionEndedMayBeAcknowledgedLate(String version) {
        try (StompTestClient client = subscribed(version, "client-individual")) {
            publish(client, 5);
            Frame message = client.expectMessages(3).getLast();
            client.send("UNSUBSCRIBE\nid:s\nreceipt:gone\n\n\0");
            client.expect("RECEIPT");
            String what = version.equals("1.2")
                    ? "id:" + message.required("ack")
                    : "subscription:s\nmessage-id:" + message.required("message-id");
            client.send("ACK\n" + what + "\nreceipt:late\n\n\0");
            assertThat(client.expect("RECEIPT").required("receipt-id")).isEqualTo("late");
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void A4_whatAnEndedSubscriptionNeverSentCannotBeAcknowledged() {
        try (StompTestClient client = subscribed("1.2", "client-individual")) {
            publish(client, 1);
            String ack = client.expect("MESSAGE").required("ack");
            client.send("UNSUBSCRIBE\nid:s\nreceipt:gone\n\n\0");
            client.expect("RECEIPT");
            client.send("ACK\nid:" + ack.replaceFirst("1$", "2") + "\n\n\0");
            assertThat(client.expect("ERROR").required("message")).contains("not outstanding");
        }
    }

    @Test
    void A4_theMessageIdIsNoSubstituteForTheAckHeader() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            publish(client, 1);
            String id = client.expect("MESSAGE").required("message-id");
            client.send("ACK\nid:" + id + "\nreceipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void A4_anotherSessionsMessageCannotBeAcknowledged() {
        try (StompTestClient client = subscribed("1.2", "client");
                StompTestClient other = StompTestClient.connect(port)) {
            publish(client, 2);
            String ack = client.expectMessages(2).getFirst().required("ack");
            other.send("ACK\nid:" + ack + "\nreceipt:r\n\n\0");
            assertThat(other.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
            client.send("ACK\nid:" + ack + "\n\n\0");
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void A5_whatWasNotAcknowledgedAtTheEndTroublesNoOneLater() {
        try (StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("s", topic);
            try (StompTestClient client = subscribed("1.2", "client")) {
                publish(client, 9);
                assertThat(client.barrier()).hasSize(3);
                client.abort();
            }
            assertThat(witness.barrier()).hasSize(9);
            try (StompTestClient again = subscribed("1.2", "client")) {
                publish(again, 1);
                assertThat(again.barrier()).extracting(Frame::text).containsExactly("1");
            }
            assertThat(witness.barrier()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"ACK, client, 4 5", "NACK, client, 4 5", "ACK, client-individual, 4", "NACK, client-individual, 4"})
    void A6_atVersion11SubscriptionAndMessageIdAreGiven(String command, String mode, String released) {
        try (StompTestClient client = subscribed("1.1", mode)) {
            publish(client, 9);
            String id = client.expectMessages(3).get(1).required("message-id");
            client.send(command + "\nsubscription:s\nmessage-id:" + id + "\n\n\0");
            assertThat(client.barrier()).extracting(Frame::text).containsExactly(released.split(" "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"message-id:%s", "subscription:s", "subscription:other\nmessage-id:%s", "id:%s"})
    void A6_atVersion11BothMustBeThereAndRight(String headers) {
        try (StompTestClient client = subscribed("1.1", "client")) {
            publish(client, 1);
            String id = client.expect("MESSAGE").required("message-id");
            client.send("ACK\n" + headers.formatted(id) + "\nreceipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void A6_atVersion10TheMessageIdIsGiven() {
        try (StompTestClient client = subscribed("1.0", "client")) {
            publish(client, 9);
            String id = client.expectMessages(3).get(1).required("message-id");
            client.send("ACK\nmessage-id:" + id + "\n\n\0");
            assertThat(client.barrier()).extracting(Frame::text).containsExactly("4", "5");
        }
    }

    @Test
    void A6_atVersion10ThereIsNoNack() {
        try (StompTestClient client = subscribed("1.0", "client")) {
            publish(client, 1);
            String id = client.expect("MESSAGE").required("message-id");
            client.send("NACK\nmessage-id:" + id + "\n\n\0");
            client.expectRefusal(1002);
        }
    }

    private StompTestClient subscribed(String version, String mode) {
        StompTestClient client = StompTestClient.connectAs(port, version);
        client.subscribe("s", topic, "ack:" + mode, "prefetch-count:3");
        return client;
    }

    private void publish(StompTestClient client, int count) {
        for (int i = 1; i <= count; i++) {
            client.send("SEND\ndestination:" + topic + "\n\n" + i + "\0");
        }
    }

    private static String ack(List<Frame> messages, int nth) {
        return messages.get(nth - 1).required("ack");
    }
}
