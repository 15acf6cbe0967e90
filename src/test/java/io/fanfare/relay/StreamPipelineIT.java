package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.broker.Broker;
import io.fanfare.event.Position;
import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RecoveringClient;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TcpProxy;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What one connection publishes through a stream is under way together, and answered in its order, whatever happens upstream. */
@RequiresCommand({"rabbitmq-server", "epmd"})
class StreamPipelineIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int SOME = 50;
    private static final int MOST = 100;

    /** Bytes that one of these events may have upstream. */
    private static final int SMALLEST = 100;

    private static final int LARGEST = 400;

    private static RabbitNode node;
    private static TcpProxy network;
    private static FanfareInstance instance;

    private final String topic = "/topic/" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        node = RabbitNode.start();
        network = new TcpProxy(node.stompPort());
        instance = instance(TIMEOUT);
    }

    private static FanfareInstance instance(Duration publishTimeout) {
        return FanfareInstance.start(
                "fanfare.broker.mode=relay",
                "fanfare.relay.addresses=127.0.0.1:" + network.port(),
                "fanfare.relay.publish-timeout=" + publishTimeout.toSeconds() + "s",
                "fanfare.limits.publishes-in-flight=" + MOST);
    }

    @AfterAll
    static void end() {
        instance.close();
        network.close();
        node.close();
    }

    @AfterEach
    void goOn() {
        network.stall(false);
    }

    private StompTestClient client(FanfareInstance of) {
        return StompTestClient.connect(of.port()).patience(PATIENCE);
    }

    private void send(StompTestClient client, int from, int to) {
        for (int i = from; i < to; i++) {
            client.send("SEND\ndestination:%s\nreceipt:%d\n\n%d\0".formatted(topic, i, i));
        }
    }

    /** Each in its order, behind the one before. */
    private static void expectReceipts(StompTestClient client, int from, int to) {
        Position before = null;
        for (int i = from; i < to; i++) {
            Position position =
                    Position.parse(client.expectReceipt(Integer.toString(i)).required("position"));
            assertThat(before == null || position.offset() > before.offset()).isTrue();
            before = position;
        }
    }

    /** A session whose SENDs wait one for the other does not hear the ping. */
    @Test
    void sendsOfOneSessionAreUnderWayTogether() {
        try (StompTestClient client = client(instance)) {
            client.subscribe("0", topic);
            network.stall(true);
            send(client, 0, SOME);
            client.ping();
            network.stall(false);
            List<Frame> frames =
                    IntStream.range(0, 2 * SOME).mapToObj(i -> client.frame()).toList();
            assertThat(frames.stream()
                            .filter(frame -> frame.command().equals("MESSAGE"))
                            .map(Frame::text))
                    .containsExactlyElementsOf(numbers(SOME));
            assertThat(frames.stream()
                            .filter(frame -> frame.command().equals("RECEIPT"))
                            .map(frame -> frame.required("receipt-id")))
                    .containsExactlyElementsOf(numbers(SOME));
        }
    }

    /** The same for queues, whose messages come from the broker by themselves. */
    @Test
    void sendsToQueuesAreUnderWayTogether() {
        String queue = "/queue/" + UUID.randomUUID();
        try (StompTestClient client = client(instance)) {
            client.send("SEND\ndestination:%s\nreceipt:first\n\n-\0".formatted(queue));
            client.expectReceipt("first");
            network.stall(true);
            for (int i = 0; i < SOME; i++) {
                client.send("SEND\ndestination:%s\nreceipt:%d\n\n%d\0".formatted(queue, i, i));
            }
            client.ping();
            network.stall(false);
            for (int i = 0; i < SOME; i++) {
                client.expectReceipt(Integer.toString(i));
            }
        }
    }

    private static List<String> numbers(int to) {
        return IntStream.range(0, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void sendsThatAreUnderWayWhenTheConnectionIsCutAreSentAgain() {
        try (RecoveringClient there = new RecoveringClient(instance.port(), topic);
                StompTestClient client = client(instance)) {
            there.connect();
            for (int round = 0; round < 3; round++) {
                int from = round * SOME;
                network.stall(true);
                send(client, from, from + SOME);
                client.ping();
                network.cut();
                network.stall(false);
                expectReceipts(client, from, from + SOME);
            }
            awaitHeard(there, 3 * SOME);
        }
    }

    private void awaitHeard(RecoveringClient client, int expected) {
        await().atMost(PATIENCE)
                .until(() -> client.heard(topic) >= expected || !client.faults().isEmpty());
        assertThat(client.faults()).isEmpty();
        assertThat(client.heard(topic)).isEqualTo(expected);
    }

    /** What it subscribes to behind its SENDs it does not hear of these. */
    @Test
    void otherFramesAreTakenWhenAllSendsBeforeThemAreAnswered() {
        try (StompTestClient client = client(instance)) {
            network.stall(true);
            send(client, 0, 2);
            client.send("SUBSCRIBE\nid:0\ndestination:" + topic + "\nreceipt:s\n\n\0");
            send(client, 2, 3);
            network.stall(false);
            expectReceipts(client, 0, 2);
            client.expectReceipt("s");
            List<Frame> last = List.of(client.frame(), client.frame());
            assertThat(last.stream().map(Frame::command)).containsExactlyInAnyOrder("MESSAGE", "RECEIPT");
            assertThat(last.stream().map(Frame::text)).contains("2");
        }
    }

    @Test
    void whatIsWrongIsToldBehindTheReceiptsOfWhatWasSentBefore() {
        try (StompTestClient client = client(instance)) {
            network.stall(true);
            send(client, 0, 3);
            client.send("SEND\ndestination:/nowhere/x\nreceipt:wrong\n\n\0");
            network.stall(false);
            expectReceipts(client, 0, 3);
            assertThat(client.expectRefusal(1002).required("receipt-id")).isEqualTo("wrong");
        }
    }

    @Test
    void theFirstSendThatTheBrokerDoesNotTakeInTimeEndsTheSession() {
        try (FanfareInstance impatient = instance(Duration.ofSeconds(1));
                StompTestClient client = client(impatient)) {
            send(client, 0, 2);
            expectReceipts(client, 0, 2);
            network.stall(true);
            send(client, 2, SOME);
            assertThat(client.expectRefusal(1013).required("receipt-id")).isEqualTo("2");
            network.stall(false);
        }
    }

    /** More are never on their way than the limit says, and each is answered in its place. */
    @Test
    void aBatchThatIsUnderWayWhenTheConnectionIsCutIsSentAgain() throws Exception {
        try (RecoveringClient there = new RecoveringClient(instance.port(), topic)) {
            there.connect();
            StringBuilder lines = new StringBuilder();
            IntStream.range(0, 1_000)
                    .forEach(i -> lines.append("{\"destination\":\"%s\",\"payload\":%d}\n".formatted(topic, i)));
            network.stall(true);
            CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(
                    () -> Http.post(instance.port(), "/api/v1/events/batch", "application/x-ndjson", lines.toString()));
            Broker broker = instance.bean(Broker.class);
            await().atMost(PATIENCE).until(() -> broker.waitingBytes() > MOST * SMALLEST);
            assertThat(broker.waitingBytes()).isLessThan((MOST + 2) * LARGEST);
            network.cut();
            network.stall(false);
            JsonNode report = JsonMapper.shared()
                    .readTree(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).body());
            assertThat(report.path("accepted").asInt()).as(report.toString()).isEqualTo(1_000);
            long before = -1;
            for (JsonNode result : report.path("results")) {
                long offset = Position.parse(result.path("position").asString()).offset();
                assertThat(offset).isGreaterThan(before);
                before = offset;
            }
            awaitHeard(there, 1_000);
        }
    }
}
