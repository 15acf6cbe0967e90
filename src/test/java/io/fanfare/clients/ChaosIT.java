package io.fanfare.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.broker.Broker;
import io.fanfare.event.Destination;
import io.fanfare.testing.Command;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.Line;
import io.fanfare.testing.RecoveringStream;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.Seed;
import io.fanfare.testing.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * A hundred clients of three kinds (stompjs, the module, server-sent events), whose connections are cut one by one while
 * publishers publish as fast as they can: each hears every event of its destinations once, in order.
 * {@code -Dfanfare.chaos.seconds} is how long, 5 unless told otherwise.
 */
@RequiresCommand({"node", "npm"})
@FanfareServer({
    "fanfare.history.rules[0].pattern=/topic/chaos.#",
    "fanfare.history.rules[0].size=1000000",
    "fanfare.history.max-bytes=128MB"
})
class ChaosIT {

    private static final int IN_NODE = 67;
    private static final int STREAMS = 33;
    private static final int DESTINATIONS = 20;
    private static final int PUBLISHERS = 2;
    private static final Duration LASTS = Duration.ofSeconds(Integer.getInteger("fanfare.chaos.seconds", 5));
    private static final Duration PATIENCE = LASTS.plusMinutes(2);
    private static final int LONGEST_PAUSE_MILLIS = 20;

    @LocalServerPort
    int port;

    @Autowired
    Broker broker;

    private final String root = "/topic/chaos." + UUID.randomUUID();
    private final String ready = Topics.fresh();
    private final AtomicBoolean over = new AtomicBoolean();

    /** Destinations are of two levels, so that patterns match some of them. */
    private String destination(int number) {
        return root + "." + (number % 4) + "." + number;
    }

    @Test
    void everyClientHearsEveryEventOnceAndInOrder() throws Exception {
        RandomGenerator random = Seed.random();
        NodeClients node = NodeClients.in("node-chaos");
        try (Line line = new Line(port);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> inNode = threads.submit(() -> NodeClients.assertPasses(scenario(node, line), PATIENCE));
            CountDownLatch live = new CountDownLatch(STREAMS);
            List<Future<Integer>> streams = IntStream.range(0, STREAMS)
                    .mapToObj(client -> threads.submit(stream(line, client, live)))
                    .toList();
            assertThat(live.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            await().atMost(PATIENCE).until(() -> inNode.isDone() || isReady());
            List<Future<?>> publishers = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                int first = i;
                publishers.add(threads.submit(() -> publish(first)));
            }
            cutForAWhile(line, random);
            over.set(true);
            for (Future<?> publisher : publishers) {
                publisher.get();
            }
            inNode.get();
            int returns = 0;
            for (Future<Integer> stream : streams) {
                returns += stream.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            assertThat(returns).isGreaterThan(STREAMS);
        } finally {
            over.set(true);
        }
    }

    private Command scenario(NodeClients node, Line line) {
        return node.scenario("module/chaos.mjs", line.port())
                .with("FANFARE_PUBLISHER", "http://127.0.0.1:" + port)
                .with("FANFARE_READY", ready)
                .with("FANFARE_ROOT", root)
                .with("FANFARE_CLIENTS", Integer.toString(IN_NODE))
                .with("FANFARE_DESTINATIONS", Integer.toString(DESTINATIONS));
    }

    private RecoveringStream stream(Line line, int client, CountDownLatch live) {
        return switch (client % 12) {
            case 0 -> new RecoveringStream(line.port(), root + ".#", DESTINATIONS, live::countDown);
            case 1 ->
                new RecoveringStream(line.port(), root + "." + client % 4 + ".*", DESTINATIONS / 4, live::countDown);
            default -> new RecoveringStream(line.port(), destination(client % DESTINATIONS), 1, live::countDown);
        };
    }

    /** The clients in Node publish to this destination when all have begun. */
    private boolean isReady() {
        return !broker.destinations(destination -> destination.equals(Destination.parse(ready)), 1)
                .isEmpty();
    }

    /** Publishes to its own part of the destinations, each event with its number, and the last with how many they were. */
    private void publish(int publisher) {
        int[] counts = new int[DESTINATIONS];
        for (int i = publisher; !over.get(); i = (i + PUBLISHERS) % DESTINATIONS) {
            Http.publish(port, destination(i), Integer.toString(counts[i]++));
        }
        for (int i = publisher; i < DESTINATIONS; i += PUBLISHERS) {
            Http.publish(port, destination(i), "end:" + counts[i]);
        }
    }

    private static void cutForAWhile(Line line, RandomGenerator random) throws InterruptedException {
        long end = System.nanoTime() + LASTS.toNanos();
        while (System.nanoTime() < end) {
            Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
            line.cutOne(random);
        }
    }
}
