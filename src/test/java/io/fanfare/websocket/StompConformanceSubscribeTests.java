package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Section "Client frames" of the conformance table: SUBSCRIBE and UNSUBSCRIBE. */
@FanfareServer
class StompConformanceSubscribeTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void U1_subscribeWithoutDestinationIsRefused(String version) {
        try (StompTestClient client = StompTestClient.connectAs(port, version)) {
            client.send("SUBSCRIBE\nid:s\nreceipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "1.2"})
    void U1_subscribeWithoutIdIsRefused(String version) {
        try (StompTestClient client = StompTestClient.connectAs(port, version)) {
            client.send("SUBSCRIBE\ndestination:" + topic + "\nreceipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void U1_atVersion10TheIdIsOptional() {
        try (StompTestClient client = StompTestClient.connectAs(port, "1.0")) {
            client.send("SUBSCRIBE\ndestination:" + topic + "\nreceipt:r\n\n\0");
            client.expectReceipt("r");
            Http.publish(port, topic, "x");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void U2_anIdThatIsInUseIsRefused(String version) {
        try (StompTestClient client = StompTestClient.connectAs(port, version)) {
            client.subscribe("s", topic);
            client.send("SUBSCRIBE\nid:s\ndestination:/topic/other\nreceipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void U2_anIdIsFreeAgainAfterUnsubscribe() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", "/topic/other");
            client.send("UNSUBSCRIBE\nid:s\n\n\0");
            client.subscribe("s", topic);
            Http.publish(port, topic, "x");
            assertThat(client.expect("MESSAGE").header("subscription")).isEqualTo("s");
        }
    }

    @Test
    void U2_otherSessionsMayUseTheSameId() {
        try (StompTestClient one = StompTestClient.connect(port);
                StompTestClient two = StompTestClient.connect(port)) {
            one.subscribe("s", topic);
            two.subscribe("s", topic);
            Http.publish(port, topic, "x");
            assertThat(one.expect("MESSAGE").header("subscription")).isEqualTo("s");
            assertThat(two.expect("MESSAGE").header("subscription")).isEqualTo("s");
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
                "/topic/a*",
                "/topic/#.a",
                "/Topic/a"
            })
    void U3_subscribeToADestinationThatIsNoneIsRefused(String destination) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:s\ndestination:" + destination + "\nreceipt:r\n\n\0");
            assertThat(client.expectRefusal().header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void U3_subscribeToAQueueIsRefusedAndTheRelayNamed() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:s\ndestination:/queue/a\nreceipt:r\n\n\0");
            Frame error = client.expectRefusal();
            assertThat(error.header("receipt-id")).isEqualTo("r");
            assertThat(error.required("message") + error.text()).contains("relay");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "client", "client-individual"})
    void U4_theThreeAckModesAreTaken(String mode) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic, "ack:" + mode);
            Http.publish(port, topic, "x");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AUTO", "Client", "none", "client-individual ", "client,auto"})
    void U4_anyOtherAckModeIsRefused(String mode) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:s\ndestination:" + topic + "\nack:" + mode + "\nreceipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void U4_withoutAckModeNothingWaitsForAcknowledgement() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            for (int i = 0; i < 20; i++) {
                client.send("SEND\ndestination:" + topic + "\n\nx\0");
            }
            List<Frame> messages = client.expectMessages(20);
            assertThat(messages)
                    .allSatisfy(message -> assertThat(message.headers()).doesNotContainKey("ack"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "1.2"})
    void U5_unsubscribeWithoutIdIsRefused(String version) {
        try (StompTestClient client = StompTestClient.connectAs(port, version)) {
            client.subscribe("s", topic);
            client.send("UNSUBSCRIBE\ndestination:" + topic + "\nreceipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void U5_atVersion10TheDestinationWillDo() {
        try (StompTestClient client = StompTestClient.connectAs(port, "1.0")) {
            client.send("SUBSCRIBE\ndestination:" + topic + "\n\n\0");
            client.send("UNSUBSCRIBE\ndestination:" + topic + "\nreceipt:r\n\n\0");
            client.expectReceipt("r");
            Http.publish(port, topic, "x");
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void U5_atVersion10OneOfTheTwoMustBeThere() {
        try (StompTestClient client = StompTestClient.connectAs(port, "1.0")) {
            client.send("UNSUBSCRIBE\nreceipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void U5_unsubscribeOfAnUnknownIdIsRefused() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("UNSUBSCRIBE\nid:other\nreceipt:r\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void U5_theSecondUnsubscribeIsRefused() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("UNSUBSCRIBE\nid:s\nreceipt:1\n\n\0UNSUBSCRIBE\nid:s\nreceipt:2\n\n\0");
            client.expectReceipt("1");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("2");
        }
    }

    @Test
    void U5_onlyTheNamedSubscriptionEnds() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("one", topic);
            client.subscribe("two", topic);
            client.send("UNSUBSCRIBE\nid:one\n\n\0");
            client.send("SEND\ndestination:" + topic + "\n\nx\0");
            assertThat(client.barrier())
                    .extracting(frame -> frame.header("subscription"))
                    .containsExactly("two");
        }
    }

    @Test
    void U5_noMessageFollowsTheReceiptWhileOthersPublish() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(20);
        try (StompTestClient sender = StompTestClient.connect(port);
                StompTestClient client = StompTestClient.connect(port)) {
            Thread publisher = Thread.ofVirtual().start(() -> {
                for (int i = 0; !done.get(); i++) {
                    sender.send("SEND\ndestination:" + topic + "\nreceipt:" + i + "\n\nx\0");
                    sender.expectReceipt(Integer.toString(i));
                    started.countDown();
                }
            });
            started.await();
            for (int i = 0; i < 100; i++) {
                client.send("SUBSCRIBE\nid:s\ndestination:" + topic + "\n\n\0");
                client.expect("MESSAGE");
                client.send("UNSUBSCRIBE\nid:s\nreceipt:end\n\n\0");
                while (client.frame().command().equals("MESSAGE")) {
                    // these were on their way
                }
                assertThat(client.barrier()).isEmpty();
            }
            done.set(true);
            publisher.join();
        }
    }
}
