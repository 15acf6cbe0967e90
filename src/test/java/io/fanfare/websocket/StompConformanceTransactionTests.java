package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Section "Client frames" of the conformance table: transactions. */
@FanfareServer
class StompConformanceTransactionTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN\n",
                "COMMIT\n",
                "ABORT\n",
                "COMMIT\ntransaction:unknown\n",
                "ABORT\ntransaction:unknown\n",
                "BEGIN\ntransaction:t\n",
                "SEND\ndestination:/topic/a\ntransaction:unknown\n"
            })
    void T1_aTransactionThatIsMissingUnknownOrOpenAlreadyIsRefused(String head) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("BEGIN\ntransaction:t\nreceipt:1\n\n\0");
            client.expectReceipt("1");
            client.send(head + "receipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @ParameterizedTest
    @CsvSource({"COMMIT,COMMIT", "COMMIT,ABORT", "ABORT,COMMIT", "ABORT,ABORT"})
    void T1_aTransactionThatHasEndedIsUnknown(String first, String second) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("BEGIN\ntransaction:t\n\n\0" + first + "\ntransaction:t\nreceipt:1\n\n\0");
            client.expectReceipt("1");
            client.send(second + "\ntransaction:t\nreceipt:2\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "NACK"})
    void T1_anAcknowledgementInAnUnknownTransactionIsRefused(String command) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic, "ack:client");
            send(client, "x", "");
            String ack = client.expect("MESSAGE").required("ack");
            client.send(command + "\nid:" + ack + "\ntransaction:unknown\nreceipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void T1_aNameIsFreeAgainAfterItsEndAndPrivateToItsSession() {
        try (StompTestClient one = StompTestClient.connect(port);
                StompTestClient two = StompTestClient.connect(port)) {
            one.send("BEGIN\ntransaction:t\nreceipt:1\n\n\0");
            one.expectReceipt("1");
            two.send("BEGIN\ntransaction:t\nreceipt:2\n\n\0");
            two.expectReceipt("2");
            one.send("ABORT\ntransaction:t\n\n\0BEGIN\ntransaction:t\nreceipt:3\n\n\0");
            one.expectReceipt("3");
        }
    }

    @Test
    void T2_whatIsSentIsPublishedAtCommit() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("BEGIN\ntransaction:t\n\n\0");
            send(client, "1", "transaction:t\n");
            send(client, "2", "transaction:t\n");
            send(client, "outside", "");
            assertThat(client.barrier()).extracting(Frame::text).containsExactly("outside");
            client.send("COMMIT\ntransaction:t\n\n\0");
            assertThat(client.barrier()).extracting(Frame::text).containsExactly("1", "2");
        }
    }

    @Test
    void T2_whatIsSentIsForgottenAtAbort() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("BEGIN\ntransaction:t\n\n\0");
            send(client, "1", "transaction:t\n");
            client.send("ABORT\ntransaction:t\n\n\0");
            assertThat(client.barrier()).isEmpty();
            client.send("BEGIN\ntransaction:t\n\n\0COMMIT\ntransaction:t\n\n\0");
            assertThat(client.barrier()).as("nothing is left of the first").isEmpty();
        }
    }

    @Test
    void T2_severalTransactionsMayBeOpenAtOnce() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("BEGIN\ntransaction:a\n\n\0BEGIN\ntransaction:b\n\n\0BEGIN\ntransaction:c\n\n\0");
            for (int i = 1; i <= 2; i++) {
                send(client, "a" + i, "transaction:a\n");
                send(client, "b" + i, "transaction:b\n");
                send(client, "c" + i, "transaction:c\n");
            }
            client.send("COMMIT\ntransaction:b\n\n\0ABORT\ntransaction:a\n\n\0COMMIT\ntransaction:c\n\n\0");
            assertThat(client.barrier()).extracting(Frame::text).containsExactly("b1", "b2", "c1", "c2");
        }
    }

    @Test
    void T2_aReceiptAskedForInTheTransactionDoesNotPublish() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("BEGIN\ntransaction:t\n\n\0");
            send(client, "1", "transaction:t\nreceipt:r\n");
            client.expectReceipt("r");
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void T2_oneFrameThatCannotBeProcessedUndoesTheTransaction() {
        try (StompTestClient client = StompTestClient.connect(port);
                StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("s", topic);
            client.send("BEGIN\ntransaction:t\n\n\0");
            send(client, "1", "transaction:t\n");
            client.send("SEND\ndestination:/nowhere\ntransaction:t\n\nx\0COMMIT\ntransaction:t\n\n\0");
            client.expectRefusal();
            assertThat(witness.barrier()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "NACK"})
    void T2_anAcknowledgementTakesEffectAtCommit(String command) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            List<Frame> two = twoOfFive(client);
            client.send("BEGIN\ntransaction:t\n\n\0");
            client.send(command + "\nid:" + two.getLast().required("ack") + "\ntransaction:t\n\n\0");
            assertThat(client.barrier()).isEmpty();
            client.send("COMMIT\ntransaction:t\n\n\0");
            assertThat(client.barrier()).extracting(Frame::text).containsExactly("3", "4");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "NACK"})
    void T2_anAcknowledgementIsForgottenAtAbort(String command) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            String ack = twoOfFive(client).getLast().required("ack");
            client.send("BEGIN\ntransaction:t\n\n\0" + command + "\nid:" + ack + "\ntransaction:t\n\n\0");
            client.send("ABORT\ntransaction:t\n\n\0");
            assertThat(client.barrier()).isEmpty();
            client.send(command + "\nid:" + ack + "\n\n\0");
            assertThat(client.barrier()).extracting(Frame::text).containsExactly("3", "4");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void T3_anOpenTransactionEndsWithItsSession(boolean politely) {
        try (StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("s", topic);
            try (StompTestClient client = StompTestClient.connect(port)) {
                client.send("BEGIN\ntransaction:t\n\n\0");
                send(client, "lost", "transaction:t\nreceipt:r\n");
                client.expectReceipt("r");
                if (politely) {
                    client.send("DISCONNECT\n\n\0");
                    client.expectClose();
                } else {
                    client.abort();
                }
            }
            send(witness, "next", "");
            assertThat(witness.barrier()).extracting(Frame::text).containsExactly("next");
        }
    }

    private List<Frame> twoOfFive(StompTestClient client) {
        client.subscribe("s", topic, "ack:client", "prefetch-count:2");
        for (int i = 1; i <= 5; i++) {
            send(client, Integer.toString(i), "");
        }
        return client.expectMessages(2);
    }

    private void send(StompTestClient client, String body, String headerLines) {
        client.send("SEND\ndestination:" + topic + "\n" + headerLines + "\n" + body + "\0");
    }
}
