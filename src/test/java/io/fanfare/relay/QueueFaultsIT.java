package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong between instances and RabbitMQ while something sends to a queue and two sessions consume from it: what was
 * accepted is consumed, nothing else that was not reported, and the sessions stay.
 */
@RequiresCommand({"rabbitmq-server", "epmd"})
class QueueFaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SOME = 50;

    private final String queue = "/queue/" + UUID.randomUUID();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<QueueWork> workers = new ArrayList<>();

    private <T extends AutoCloseable> T closing(T one) {
        open.addFirst(one);
        return one;
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private FanfareInstance instance(String addresses) {
        return closing(FanfareInstance.start(
                "fanfare.broker.mode=relay",
                "fanfare.relay.addresses=" + addresses,
                "fanfare.relay.publish-timeout=2s"));
    }

    /** Whoever sends does so through the second, where faults of the network happen, if there are any. */
    private QueueWork.Sender start(FanfareInstance one, FanfareInstance two) {
        workers.add(closing(new QueueWork(one, queue)));
        workers.add(closing(new QueueWork(two, queue)));
        QueueWork.Sender sender = closing(new QueueWork.Sender(two, queue));
        awaitMore(sender);
        return sender;
    }

    private static void awaitMore(QueueWork.Sender sender) {
        int enough = sender.accepted().size() + SOME;
        await().atMost(PATIENCE)
                .until(() ->
                        sender.accepted().size() >= enough || !sender.fault().isEmpty());
        assertThat(sender.fault()).isEmpty();
    }

    private static void awaitRefusals(QueueWork.Sender sender) {
        await().atMost(PATIENCE).until(() -> !sender.refused().isEmpty());
    }

    private void checkAll(QueueWork.Sender sender) {
        sender.close();
        assertThat(sender.fault()).isEmpty();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(consumed()).containsAll(sender.accepted()));
        List<Integer> unasked = new ArrayList<>(consumed());
        unasked.removeAll(sender.accepted());
        assertThat(sender.refused()).containsAll(unasked);
        workers.forEach(worker -> assertThat(worker.fault()).isEmpty());
    }

    private List<Integer> consumed() {
        return workers.stream()
                .flatMap(worker -> worker.consumed().stream())
                .distinct()
                .toList();
    }

    @Test
    void theNetworkIsCutAgainAndAgain() {
        RabbitNode node = closing(RabbitNode.start());
        TcpProxy network = closing(new TcpProxy(node.stompPort()));
        QueueWork.Sender sender = start(instance(node.address()), instance("127.0.0.1:" + network.port()));
        for (int i = 0; i < 5; i++) {
            network.cut();
            awaitMore(sender);
        }
        checkAll(sender);
    }

    @Test
    void theBrokerBlocksPublishersForWantOfMemory() {
        RabbitNode node = closing(RabbitNode.start());
        QueueWork.Sender sender = start(instance(node.address()), instance(node.address()));
        node.control("set_vm_memory_high_watermark", "absolute", "1MB");
        awaitRefusals(sender);
        node.control("set_vm_memory_high_watermark", "absolute", "512MB");
        awaitMore(sender);
        checkAll(sender);
    }

    /** Their queue is on the node that was connected to first; it comes back with it. */
    @Test
    void aNodeOfTheClusterIsKilled() {
        List<RabbitNode> nodes = RabbitNode.cluster(3);
        nodes.forEach(this::closing);
        nodes.getFirst().control("await_online_nodes", "3");
        String addresses = nodes.stream().map(RabbitNode::address).collect(Collectors.joining(","));
        QueueWork.Sender sender = start(instance(addresses), instance(addresses));
        RabbitNode first = nodes.getFirst();
        first.kill();
        awaitRefusals(sender);
        first.restart();
        awaitMore(sender);
        checkAll(sender);
    }
}
