package io.fanfare.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompEncoder;
import io.fanfare.stomp.StompHeaders;
import io.fanfare.stomp.StompVersion;
import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.QueueClient;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TcpProxy;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Queues of a RabbitMQ behind two instances. */
@RequiresCommand({"rabbitmq-server", "epmd"})
class QueueIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static RabbitNode node;
    private static FanfareInstance one;
    private static FanfareInstance two;

    private final String queue = "/queue/" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        node = RabbitNode.start();
        one = instance();
        two = instance("fanfare.limits.queue-sessions=2", "fanfare.relay.queues.prefetch=5");
    }

    @AfterAll
    static void end() {
        one.close();
        two.close();
        node.close();
    }

    private static FanfareInstance instance(String... properties) {
        return FanfareInstance.start(Stream.concat(
                        Stream.of("fanfare.broker.mode=relay", "fanfare.relay.addresses=" + node.address()),
                        Stream.of(properties))
                .toArray(String[]::new));
    }

    private void send(int from, int to) {
        IntStream.range(from, to).forEach(i -> Http.publish(one.port(), queue, Integer.toString(i)));
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private static RelayStatus.Queues status(FanfareInstance instance) {
        return instance.bean(Relay.class).status().queues();
    }

    @Test
    void eachMessageGoesToOneConsumer() {
        try (QueueClient here = new QueueClient(one).subscribe(queue, "ack:client-individual", "prefetch-count:3");
                QueueClient there =
                        new QueueClient(two).subscribe(queue, "ack:client-individual", "prefetch-count:3")) {
            send(0, 6);
            List<String> mine = here.takeAndAck(3);
            List<String> yours = there.takeAndAck(3);
            assertThat(Stream.concat(mine.stream(), yours.stream())).containsExactlyInAnyOrderElementsOf(numbers(0, 6));
        }
    }

    @Test
    void whatAClientHasNotAcknowledgedGoesToAnotherWhenItsSocketIsCut() {
        try (QueueClient first = new QueueClient(one).subscribe(queue, "ack:client-individual")) {
            send(0, 5);
            List<Frame> messages = first.stomp().expectMessages(5);
            first.ack(messages.get(1));
            first.ack(messages.get(3));
            first.stomp().ping();
            first.cut();
            try (QueueClient second = new QueueClient(two).subscribe(queue, "ack:client-individual")) {
                List<Frame> again = second.stomp().expectMessages(3);
                assertThat(again.stream().map(Frame::text)).containsExactly("0", "2", "4");
                assertThat(again)
                        .allSatisfy(
                                each -> assertThat(each.required("redelivered")).isEqualTo("true"));
            }
        }
    }

    @Test
    void aClientHasAsManyUnacknowledgedAsItAskedForAndOthersHaveTheRest() {
        try (QueueClient narrow = new QueueClient(one).subscribe(queue, "ack:client-individual", "prefetch-count:2")) {
            send(0, 6);
            List<Frame> held = narrow.stomp().expectMessages(2);
            try (QueueClient other =
                    new QueueClient(two).subscribe(queue, "ack:client-individual", "prefetch-count:1000")) {
                assertThat(other.take(4)).containsExactlyElementsOf(numbers(2, 6));
                send(6, 10);
                assertThat(other.take(1)).containsExactly("6");
                narrow.ack(held.getFirst());
                assertThat(narrow.take(1)).containsExactly("7");
            }
        }
    }

    @Test
    void theModeClientAcknowledgesAllThatCameBeforeInItsSubscriptionAndNoOther() {
        String other = queue + "-other";
        try (QueueClient first =
                new QueueClient(one).subscribe(queue, "ack:client").subscribe(other, "ack:client")) {
            send(0, 2);
            Http.publish(one.port(), other, "x");
            assertThat(first.take(2)).containsExactly("0", "1");
            first.take(1);
            send(2, 5);
            first.ack(first.stomp().expectMessages(3).get(1));
            first.leave();
            try (QueueClient second = new QueueClient(two).subscribe(queue)) {
                assertThat(second.take(1)).containsExactly("4");
                second.stomp().send("SUBSCRIBE\nid:2\ndestination:" + other + "\n\n\0");
                assertThat(second.take(1)).containsExactly("x");
            }
        }
    }

    @Test
    void withTheModeAutoWhatWasWrittenIsSettled() {
        try (QueueClient first = new QueueClient(one).subscribe(queue)) {
            send(0, 20);
            assertThat(first.take(20)).containsExactlyElementsOf(numbers(0, 20));
            await().atMost(PATIENCE).until(() -> status(one).unacknowledged() == 0);
            first.cut();
            send(20, 21);
            try (QueueClient second = new QueueClient(two).subscribe(queue)) {
                assertThat(second.take(1)).containsExactly("20");
            }
        }
    }

    @Test
    void aMessageThatIsGivenBackComesAgainUnlessItIsRefused() {
        try (QueueClient client = new QueueClient(one).subscribe(queue, "ack:client-individual", "prefetch-count:1")) {
            send(0, 2);
            Frame first = client.stomp().expect("MESSAGE");
            client.stomp().send("NACK\nid:" + first.required("ack") + "\n\n\0");
            Frame again = client.stomp().expect("MESSAGE");
            assertThat(again.text()).isEqualTo("0");
            assertThat(again.required("redelivered")).isEqualTo("true");
            client.stomp().send("NACK\nid:" + again.required("ack") + "\nrequeue:false\n\n\0");
            assertThat(client.takeAndAck(1)).containsExactly("1");
        }
    }

    @Test
    void whoLeavesOneOfTwoQueuesGivesBackWhatWasNotAcknowledged() {
        String kept = queue + "-kept";
        try (QueueClient first = new QueueClient(one)
                .subscribe(queue, "ack:client-individual")
                .subscribe(kept, "ack:client-individual")) {
            send(0, 3);
            first.ack(first.stomp().expectMessages(3).getFirst());
            first.stomp().send("UNSUBSCRIBE\nid:" + queue + "\nreceipt:gone\n\n\0");
            first.stomp().expectReceipt("gone");
            try (QueueClient second = new QueueClient(two).subscribe(queue)) {
                assertThat(second.take(2)).containsExactly("1", "2");
            }
            Http.publish(two.port(), kept, "still here");
            assertThat(first.takeAndAck(1)).containsExactly("still here");
        }
    }

    @Test
    void whatIsAcknowledgedRightBeforeTheEndIsSettled() {
        try (QueueClient first = new QueueClient(one).subscribe(queue, "ack:client-individual")) {
            send(0, 20);
            first.takeAndAck(19);
            first.take(1);
            first.leave();
        }
        try (QueueClient second = new QueueClient(two).subscribe(queue)) {
            assertThat(second.take(1)).containsExactly("19");
        }
    }

    @Test
    void sessionsAreServedUpToTheLimitAndTheNextIsToldWhichLimitThatIs() {
        await().atMost(PATIENCE).until(() -> status(two).sessions() == 0);
        try (QueueClient first = new QueueClient(two).subscribe(queue).subscribe(queue + "-second");
                QueueClient second = new QueueClient(two).subscribe(queue);
                QueueClient third = new QueueClient(two)) {
            assertThat(status(two))
                    .extracting(RelayStatus.Queues::sessions, RelayStatus.Queues::subscriptions)
                    .containsExactly(2, 3);
            assertThat(Http.get(two.port(), "/actuator/relay").body())
                    .contains("\"queues\":{\"sessions\":2,\"most\":2");
            third.stomp().send("SUBSCRIBE\nid:1\ndestination:" + queue + "\n\n\0");
            assertThat(third.stomp().expectRefusal(4509).required("message")).contains("fanfare.limits.queue-sessions");
            assertThat(Http.get(two.port(), "/actuator/prometheus").body())
                    .contains("fanfare_relay_queue_sessions 2.0")
                    .containsPattern("fanfare_limits_reached_total\\{limit=\"queue-sessions\"[^}]*} 1.0");
            first.leave();
            second.leave();
        }
        await().atMost(PATIENCE).until(() -> status(two).sessions() == 0);
        try (QueueClient later = new QueueClient(two).subscribe(queue)) {
            send(0, 1);
            later.take(1);
        }
    }

    @Test
    void aMessageThatIsTooLargeIsGivenBackForGoodAndTheNextComes() throws IOException {
        String large = "x".repeat(256 * 1024 + 1);
        try (QueueClient client = new QueueClient(one).subscribe(queue, "ack:client-individual", "prefetch-count:1")) {
            publishFromElsewhere(large);
            publishFromElsewhere("x".repeat(3_000_000));
            publishFromElsewhere("small");
            assertThat(client.takeAndAck(1)).containsExactly("small");
            assertThat(status(one).refusedMessages()).isEqualTo(2);
            client.leave();
        }
        assertThat(Http.post(one.port(), "/api/v1/destinations" + queue, "text/plain", large)
                        .statusCode())
                .isEqualTo(413);
    }

    private void publishFromElsewhere(String body) throws IOException {
        try (UpstreamConnection connection = one.bean(Upstream.class).connect()) {
            StompHeaders headers = StompHeaders.of("destination", queue, "receipt", "r");
            connection.send(StompEncoder.encode(StompCommand.SEND, StompVersion.V1_2, headers, body.getBytes(UTF_8)));
            connection.read(frame -> {
                throw new UpstreamException("done");
            });
        } catch (UpstreamException e) {
            assertThat(e).hasMessage("done");
        }
    }

    @Test
    void aClientSendsToAQueueAndOnlyListedHeadersGoThere() {
        try (QueueClient client = new QueueClient(one).subscribe(queue)) {
            client.stomp()
                    .send("SEND\ndestination:" + queue + "\ncontent-type:text/plain\ncorrelation-id:7\nexpiration:1\n"
                            + "reply-to:/temp-queue/x\nx-own:1\nreceipt:sent\n\nhello\0");
            List<Frame> both = List.of(client.stomp().frame(), client.stomp().frame());
            assertThat(both.stream().map(Frame::command)).containsExactlyInAnyOrder("MESSAGE", "RECEIPT");
            Frame message = both.getFirst().command().equals("MESSAGE") ? both.getFirst() : both.getLast();
            assertThat(message.text()).isEqualTo("hello");
            assertThat(message.required("destination")).isEqualTo(queue);
            assertThat(message.required("content-type")).isEqualTo("text/plain");
            assertThat(message.required("correlation-id")).isEqualTo("7");
            assertThat(message.header("expiration")).isNull();
            assertThat(message.header("reply-to")).isNull();
            assertThat(message.header("x-own")).isNull();
        }
    }

    @Test
    void anyNameIsAQueueOfItsOwn() {
        String strange = queue + ".ä+1/b:c@d";
        try (QueueClient client = new QueueClient(two)) {
            client.stomp().subscribe("1", strange);
            Http.publish(one.port(), strange, "0");
            Frame message = client.stomp().expect("MESSAGE");
            assertThat(message.text()).isEqualTo("0");
        }
    }

    @Test
    void whatQueuesDoNotKnowIsRefusedInASentence() {
        String event = "{\"destination\":\"%s\",\"payload\":1".formatted(queue);
        assertRefused(event + ",\"id\":\"a\"}", "does not know what was sent");
        assertRefused(event + ",\"expectedPosition\":\"1-1\"}", "no positions");
        assertRefused("{\"destinations\":[\"/topic/a\",\"%s\"],\"payload\":1}".formatted(queue), "apart");
        assertRefused("{\"destination\":\"/queue/fanfare\",\"payload\":1}", "the broker's own");
        assertRefused("{\"destination\":\"/queue/amq.gen-1\",\"payload\":1}", "the broker's own");
        HttpResponse<String> taken = Http.publishJson(one.port(), event + "}");
        assertThat(taken.body()).contains("\"id\":").doesNotContain("position", "subscribers");
        assertRefusedToClients("/queue/fanfare", "the broker's own");
        assertRefusedToClients(queue + ".*", "by its name");
    }

    private static void assertRefused(String event, String why) {
        HttpResponse<String> answer = Http.postJson(one.port(), "/api/v1/events", event);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
    }

    private static void assertRefusedToClients(String destination, String why) {
        try (QueueClient client = new QueueClient(one)) {
            client.stomp().send("SUBSCRIBE\nid:1\ndestination:" + destination + "\n\n\0");
            assertThat(client.stomp().expectRefusal(1002).required("message")).contains(why);
        }
    }

    @Test
    void grantsHoldForQueuesAsForAnyDestination() {
        try (FanfareInstance closed = instance(
                "fanfare.security.open=false",
                "fanfare.security.anonymous.grants=subscribe:" + queue + ",send:" + queue + ".in")) {
            try (QueueClient client = new QueueClient(closed).subscribe(queue)) {
                client.stomp().send("SEND\ndestination:" + queue + "\n\nx\0");
                client.stomp().expectRefusal(4401);
            }
            try (QueueClient client = new QueueClient(closed)) {
                client.stomp().send("SEND\ndestination:" + queue + ".in\nreceipt:r\n\nx\0");
                client.stomp().expectReceipt("r");
                client.stomp().send("SUBSCRIBE\nid:1\ndestination:" + queue + ".in\n\n\0");
                client.stomp().expectRefusal(4401);
            }
        }
    }

    @Test
    void sessionsStayWhenTheBrokerIsAwayAndConsumeAgainWhenItIsBack() {
        try (QueueClient client = new QueueClient(one).subscribe(queue, "ack:client-individual")) {
            send(0, 3);
            List<Frame> before = client.stomp().expectMessages(3);
            client.ack(before.getFirst());
            await().atMost(PATIENCE).until(() -> status(one).unacknowledged() == 2);
            node.stop();
            client.ack(before.get(1));
            client.stomp().ping();
            node.restart();
            assertThat(client.takeAndAck(2)).containsExactly("1", "2");
            await().atMost(PATIENCE).until(() -> post(queue + "-other") == 202);
            await().atMost(PATIENCE)
                    .until(() -> Http.post(two.port(), "/api/v1/destinations" + queue, "text/plain", "3")
                                    .statusCode()
                            == 202);
            Frame next = client.stomp().expect("MESSAGE");
            assertThat(next.text()).isEqualTo("3");
            client.ack(next);
            client.stomp().ping();
        }
    }

    @Test
    void whatAClientDoesNotReadStaysAtTheBroker() {
        String large = "x".repeat(20_000);
        try (StompTestClient client = StompTestClient.openWithSmallBuffer(one.port(), 4_096)) {
            client.patience(PATIENCE).handshake("1.2");
            client.subscribe("1", queue);
            client.stopReading();
            IntStream.range(0, 400)
                    .forEach(i -> Http.publish(
                            one.port(),
                            queue,
                            large.substring(Integer.toString(i).length()) + i));
            assertThat(status(one).unacknowledged()).isBetween(1L, 50L);
            assertThat(node.control("list_queues", "--silent", "name", "messages_ready"))
                    .containsPattern(queue.substring("/queue/".length()) + "\\s+[1-9]\\d\\d");
            client.resumeReading();
            List<Frame> messages = client.expectMessages(400);
            assertThat(messages.getLast().text()).endsWith("x399");
        }
    }

    @Test
    void aQueueThatCannotBeSentToDoesNotStopTheOthers() {
        declareOtherwise();
        assertThat(post(queue)).isEqualTo(503);
        await().atMost(PATIENCE).until(() -> post(queue + "-good") == 202);
        HttpResponse<String> again = Http.post(one.port(), "/api/v1/destinations" + queue, "text/plain", "x");
        assertThat(again.statusCode()).isEqualTo(503);
        assertThat(again.body()).contains("refuses " + queue);
        assertThat(post(queue + "-good")).isEqualTo(202);
    }

    @Test
    void itIsFoundAmongQueuesThatAreSentToWithIt() {
        declareOtherwise();
        String batch = Stream.of(queue + "-good", queue)
                .map("{\"destination\":\"%s\",\"payload\":1}"::formatted)
                .collect(Collectors.joining(",", "[", "]"));
        await().atMost(PATIENCE)
                .until(() -> Http.post(one.port(), "/api/v1/events/batch", "application/json", batch)
                        .body()
                        .contains("refuses " + queue + ";"));
        assertThat(post(queue + "-good")).isEqualTo(202);
    }

    private static int post(String destination) {
        return Http.post(one.port(), "/api/v1/destinations" + destination, "text/plain", "x")
                .statusCode();
    }

    /** Declares the queue with an argument that is not that of queues made over STOMP. */
    private void declareOtherwise() {
        node.control(
                "eval",
                "rabbit_amqqueue:declare(rabbit_misc:r(<<\"/\">>, queue, <<\"" + queue.substring("/queue/".length())
                        + "\">>), true, false, [{<<\"x-max-length\">>, long, 10}], none, <<\"guest\">>).");
    }

    @Test
    void aStuckBrokerHoldsUpNeitherTheSessionNorOthersWhoWantItsMessages() {
        try (TcpProxy proxy = new TcpProxy(node.stompPort());
                FanfareInstance behind = FanfareInstance.start(
                        "fanfare.broker.mode=relay", "fanfare.relay.addresses=127.0.0.1:" + proxy.port());
                QueueClient client = new QueueClient(behind).subscribe(queue, "ack:client-individual")) {
            send(0, 1);
            client.ack(client.stomp().expect("MESSAGE"));
            await().atMost(PATIENCE).until(() -> status(behind).unacknowledged() == 0);
            send(1, 2);
            client.take(1);
            proxy.stall(true);
            client.stomp().subscribe("topic", "/topic/here");
            leave(client, queue);
            client.stomp().send("SUBSCRIBE\nid:again\ndestination:" + queue + "\nreceipt:again\n\n\0");
            leave(client, "again", "again");
            await().atMost(PATIENCE).until(() -> status(behind).sessions() == 0);
            proxy.stall(false);
            try (QueueClient other = new QueueClient(one).subscribe(queue)) {
                assertThat(other.take(1)).containsExactly("1");
            }
        }
    }

    private static void leave(QueueClient client, String id, String... receiptsBefore) {
        client.stomp().send("UNSUBSCRIBE\nid:" + id + "\nreceipt:gone\n\n\0");
        Stream.of(receiptsBefore).forEach(client.stomp()::expectReceipt);
        client.stomp().expectReceipt("gone");
    }

    @Test
    void aQueueThatTheBrokerRefusesEndsTheSessionWithAReason() {
        declareOtherwise();
        try (QueueClient client = new QueueClient(one)) {
            client.stomp().send("SUBSCRIBE\nid:1\ndestination:" + queue + "\nreceipt:r\n\n\0");
            assertThat(client.stomp().expectRefusal(1002).required("message"))
                    .contains("The broker refuses the queue " + queue);
        }
    }
}
