package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.ArtemisBroker;
import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.QueueClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Queues of a broker that is no RabbitMQ, and sends more than it is asked to. */
class LiveQueueTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static ArtemisBroker broker;
    private static FanfareInstance one;
    private static FanfareInstance two;

    private final String queue = "/queue/q" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        broker = new ArtemisBroker();
        one = instance();
        two = instance();
    }

    @AfterAll
    static void end() {
        one.close();
        two.close();
        broker.close();
    }

    private static FanfareInstance instance() {
        return FanfareInstance.start(
                "fanfare.broker.mode=relay",
                "fanfare.relay.log=none",
                "fanfare.relay.publish-timeout=2s",
                "fanfare.relay.addresses=127.0.0.1:" + broker.port());
    }

    private void send(int from, int to) {
        IntStream.range(from, to).forEach(i -> Http.publish(one.port(), queue, Integer.toString(i)));
    }

    @Test
    void whatAClientHasNotAcknowledgedGoesToAnotherWhenItsSocketIsCut() {
        try (QueueClient first = new QueueClient(one).subscribe(queue, "ack:client-individual")) {
            send(0, 5);
            List<Frame> messages = first.stomp().expectMessages(5);
            first.ack(messages.get(1));
            first.stomp().ping();
            first.cut();
            try (QueueClient second = new QueueClient(two).subscribe(queue)) {
                assertThat(second.take(4)).containsExactly("0", "2", "3", "4");
            }
        }
    }

    @Test
    void aClientIsSentNoMoreThanItAskedForAndItsOtherQueueGoesOn() {
        String other = queue + "-other";
        try (QueueClient client = new QueueClient(one)
                .subscribe(queue, "ack:client-individual", "prefetch-count:2")
                .subscribe(other, "ack:client-individual", "prefetch-count:2")) {
            send(0, 6);
            List<Frame> held = client.stomp().expectMessages(2);
            assertThat(held.stream().map(Frame::text)).containsExactly("0", "1");
            for (int i = 0; i < 10; i++) {
                Http.publish(two.port(), other, "other");
                assertThat(client.takeAndAck(1)).containsExactly("other");
            }
            held.forEach(client::ack);
            assertThat(client.takeAndAck(4)).containsExactly("2", "3", "4", "5");
        }
    }

    @Test
    void aClientSendsAndIsToldWhenTheBrokerHasIt() {
        try (QueueClient client = new QueueClient(one)) {
            client.stomp().send("SEND\ndestination:" + queue + "\nreceipt:sent\n\nhello\0");
            client.stomp().expectReceipt("sent");
            assertThat(client.subscribe(queue).take(1)).containsExactly("hello");
        }
    }

    @Test
    void sessionsStayWhenTheBrokerIsAwayAndSendingIsRefusedUntilItIsBack() {
        try (QueueClient client = new QueueClient(one).subscribe(queue, "ack:client-individual")) {
            send(0, 1);
            Frame before = client.stomp().expect("MESSAGE");
            broker.stop();
            assertThat(post(two, queue)).isEqualTo(503);
            client.ack(before);
            client.stomp().ping();
            broker.restart();
            await().atMost(PATIENCE).until(() -> post(one, queue + "-other") == 202);
            await().atMost(PATIENCE).until(() -> post(two, queue) == 202);
            Frame next = client.stomp().expect("MESSAGE");
            assertThat(next.text()).isEqualTo("again");
        }
    }

    private static int post(FanfareInstance instance, String destination) {
        return Http.post(instance.port(), "/api/v1/destinations" + destination, "text/plain", "again")
                .statusCode();
    }
}
