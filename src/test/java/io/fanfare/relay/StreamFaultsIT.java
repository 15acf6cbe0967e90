package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Http;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RecoveringClient;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.TcpProxy;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong between instances and RabbitMQ, while two publish and each has a client: the clients' sessions stay, and
 * each hears every event once and in order.
 */
@RequiresCommand({"rabbitmq-server", "epmd"})
class StreamFaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SOME = 50;

    private static RabbitNode node;

    private final List<FanfareInstance> instances = new ArrayList<>();
    private final List<StreamPublisher> publishers = new ArrayList<>();
    private final List<RecoveringClient> clients = new ArrayList<>();
    private final String stream = "s" + UUID.randomUUID();
    private final String topic = "/topic/" + UUID.randomUUID();
    private TcpProxy network;

    @BeforeAll
    static void startNode() {
        node = RabbitNode.start();
    }

    @AfterAll
    static void endNode() {
        node.close();
    }

    /** The second instance is behind the network that faults happen to. */
    @BeforeEach
    void start() {
        network = new TcpProxy(node.stompPort());
        instances.add(instance(node.address()));
        instances.add(instance("127.0.0.1:" + network.port()));
        for (int i = 0; i < 2; i++) {
            RecoveringClient client = new RecoveringClient(instances.get(i).port(), topic + ".*");
            client.connect();
            clients.add(client);
        }
        for (int i = 0; i < 2; i++) {
            FanfareInstance instance = instances.get(i);
            publishers.add(new StreamPublisher(instance::port, destination(i)));
        }
        awaitMore(SOME);
    }

    private FanfareInstance instance(String address) {
        return FanfareInstance.start(
                "fanfare.broker.mode=relay",
                "fanfare.relay.addresses=" + address,
                "fanfare.relay.stream=" + stream,
                "fanfare.relay.publish-timeout=2s",
                "fanfare.relay.grace=3s");
    }

    private String destination(int publisher) {
        return topic + "." + publisher;
    }

    @AfterEach
    void end() {
        clients.forEach(RecoveringClient::close);
        instances.forEach(FanfareInstance::close);
        network.close();
    }

    private void awaitMore(int more) {
        for (StreamPublisher publisher : publishers) {
            int enough = publisher.accepted() + more;
            await().atMost(PATIENCE).until(() -> publisher.accepted() >= enough);
        }
    }

    private int refusals() {
        return publishers.stream().mapToInt(StreamPublisher::refusals).sum();
    }

    /** Each has heard everything once and in order, and its connection was never cut. */
    private void checkAll() {
        publishers.forEach(StreamPublisher::close);
        for (RecoveringClient client : clients) {
            for (int i = 0; i < publishers.size(); i++) {
                String destination = destination(i);
                int expected = publishers.get(i).accepted();
                await().atMost(PATIENCE)
                        .until(() -> client.heard(destination) >= expected
                                || !client.faults().isEmpty());
                assertThat(client.faults()).isEmpty();
                assertThat(client.heard(destination)).isEqualTo(expected);
            }
            assertThat(client.isConnected()).isTrue();
            assertThat(client.returns()).isZero();
        }
    }

    private static HttpResponse<String> ask(FanfareInstance instance, String path) {
        return Http.get(instance.port(), path);
    }

    @Test
    void theBrokerIsRestarted() {
        FanfareInstance instance = instances.getFirst();
        String readiness = "/actuator/health/readiness";
        assertThat(ask(instance, readiness).statusCode()).isEqualTo(200);
        assertThat(ask(instance, "/actuator/relay").body()).contains("\"live\":true", node.address());
        node.stop();
        await().atMost(PATIENCE)
                .until(() -> refusals() > 0 && ask(instance, readiness).statusCode() == 503);
        assertThat(ask(instance, "/actuator/relay").body()).contains("\"live\":false");
        assertThat(ask(instance, "/actuator/health/liveness").statusCode()).isEqualTo(200);
        node.restart();
        awaitMore(SOME);
        await().atMost(PATIENCE).until(() -> ask(instance, readiness).statusCode() == 200);
        assertThat(ask(instance, "/actuator/prometheus").body())
                .contains("fanfare_relay_connected 2.0", "fanfare_relay_publish_latency_seconds_count")
                .containsPattern("fanfare_relay_reconnects_total [2-9]");
        checkAll();
    }

    @Test
    void theBrokerIsKilled() {
        node.kill();
        await().atMost(PATIENCE).until(() -> refusals() > 0);
        node.restart();
        awaitMore(SOME);
        checkAll();
    }

    @Test
    void theNetworkIsCutAgainAndAgain() {
        for (int i = 0; i < 5; i++) {
            network.cut();
            awaitMore(SOME);
        }
        checkAll();
    }

    @Test
    void theNetworkStallsAndIsCutThen() {
        network.stall(true);
        await().atMost(PATIENCE).until(() -> refusals() > 0);
        network.cut();
        network.stall(false);
        awaitMore(SOME);
        checkAll();
    }

    /** Too slow for what comes: who is behind it falls behind, and nobody else. */
    @Test
    void theNetworkIsSlow() {
        network.slow(10_000);
        StreamPublisher here = publishers.getFirst();
        int enough = here.accepted() + 10 * SOME;
        await().atMost(PATIENCE).until(() -> here.accepted() >= enough && refusals() > 0);
        network.slow(Long.MAX_VALUE);
        awaitMore(SOME);
        checkAll();
    }

    @Test
    void theBrokerBlocksPublishersForWantOfMemory() {
        node.control("set_vm_memory_high_watermark", "absolute", "1MB");
        await().atMost(PATIENCE).until(() -> refusals() > 0);
        node.control("set_vm_memory_high_watermark", "absolute", "512MB");
        awaitMore(SOME);
        checkAll();
    }

    @Test
    void theBrokerBlocksPublishersForWantOfDisk() {
        node.control("set_disk_free_limit", "1000000GB");
        await().atMost(PATIENCE).until(() -> refusals() > 0);
        node.control("set_disk_free_limit", "50MB");
        awaitMore(SOME);
        checkAll();
    }

    @Test
    void theStreamIsDeleted() {
        node.control("delete_queue", stream);
        awaitMore(SOME);
        publishers.forEach(StreamPublisher::close);
        for (RecoveringClient client : clients) {
            String destination = destination(0);
            await().atMost(PATIENCE).until(() -> client.isConnected() && client.heard(destination) > SOME);
            assertThat(client.gaps()).isPositive();
        }
    }
}
