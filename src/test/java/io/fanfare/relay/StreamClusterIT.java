package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RecoveringClient;
import io.fanfare.testing.RequiresCommand;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster of three RabbitMQ nodes, of which one is killed; and an instance that is. */
@RequiresCommand({"rabbitmq-server", "epmd"})
class StreamClusterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SOME = 50;

    private static List<RabbitNode> nodes;

    private final String topic = "/topic/" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        nodes = RabbitNode.cluster(3);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.getFirst().control("await_online_nodes", "3"))
                        .isNotNull());
    }

    @AfterAll
    static void end() {
        nodes.forEach(RabbitNode::close);
    }

    private static String[] settings() {
        return new String[] {
            "fanfare.broker.mode=relay",
            "fanfare.relay.addresses=" + nodes.stream().map(RabbitNode::address).collect(Collectors.joining(",")),
            "fanfare.relay.publish-timeout=2s",
            "fanfare.history.rules[0].pattern=/topic/#",
            "fanfare.history.rules[0].size=100000"
        };
    }

    private static void awaitMore(StreamPublisher publisher) {
        int enough = publisher.accepted() + SOME;
        await().atMost(PATIENCE).until(() -> publisher.accepted() >= enough);
    }

    private void check(RecoveringClient client, StreamPublisher publisher) {
        await().atMost(PATIENCE)
                .until(() -> client.heard(topic) >= publisher.accepted()
                        || !client.faults().isEmpty());
        assertThat(client.faults()).isEmpty();
        assertThat(client.heard(topic)).isEqualTo(publisher.accepted());
    }

    @Test
    void aNodeIsKilled() {
        try (FanfareInstance one = FanfareInstance.start(settings());
                FanfareInstance two = FanfareInstance.start(settings());
                RecoveringClient here = new RecoveringClient(one.port(), topic);
                RecoveringClient there = new RecoveringClient(two.port(), topic)) {
            here.connect();
            there.connect();
            StreamPublisher publisher = new StreamPublisher(one::port, topic);
            awaitMore(publisher);
            RabbitNode first = nodes.getFirst();
            first.kill();
            awaitMore(publisher);
            first.restart();
            awaitMore(publisher);
            publisher.close();
            check(here, publisher);
            check(there, publisher);
            assertThat(here.isConnected() && there.isConnected()).isTrue();
        }
    }

    @Test
    void anInstanceIsKilledAndAnotherStarts() {
        try (FanfareInstance one = FanfareInstance.start(settings());
                FanfareProcess killed = FanfareProcess.start(settings());
                RecoveringClient stays = new RecoveringClient(one.port(), topic);
                RecoveringClient moves = new RecoveringClient(killed.port(), topic)) {
            stays.connect();
            moves.connect();
            AtomicInteger port = new AtomicInteger(killed.port());
            StreamPublisher publisher = new StreamPublisher(port::get, topic);
            awaitMore(publisher);
            killed.kill();
            port.set(one.port());
            moves.cut();
            awaitMore(publisher);
            try (FanfareProcess again = FanfareProcess.start(settings())) {
                port.set(again.port());
                moves.connect(again.port());
                awaitMore(publisher);
                publisher.close();
                check(moves, publisher);
                check(stays, publisher);
                assertThat(moves.returns()).isEqualTo(1);
            }
        }
    }
}
