package io.fanfare;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.RecoveringClient;
import io.fanfare.testing.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * A hundred clients, whose connections are cut again and again while publishers publish as fast as they can: each hears
 * every event of its destinations once, in order. {@code -Dfanfare.chaos.seconds} is how long, 5 unless told otherwise.
 */
@FanfareServer({
    "fanfare.history.rules[0].pattern=/topic/chaos.#",
    "fanfare.history.rules[0].size=1000000",
    "fanfare.history.max-bytes=128MB"
})
class ChaosTests {

    private static final int CLIENTS = 100;
    private static final int DESTINATIONS = 20;
    private static final int PUBLISHERS = 2;
    private static final Duration LONGEST_ABSENCE = Duration.ofMillis(300);
    private static final Duration LASTS = Duration.ofSeconds(Integer.getInteger("fanfare.chaos.seconds", 5));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @LocalServerPort
    int port;

    private final String root = "/topic/chaos." + UUID.randomUUID();
    private final AtomicBoolean over = new AtomicBoolean();

    /** Destinations are of two levels, so that patterns match some of them. */
    private String destination(int number) {
        return root + "." + (number % 4) + "." + number;
    }

    private String pattern(int client) {
        return switch (client % 5) {
            case 0 -> root + ".#";
            case 1 -> root + "." + client % 4 + ".*";
            default -> destination(client % DESTINATIONS);
        };
    }

    @Test
    void everyClientHearsEveryEventOnceAndInOrder() throws InterruptedException, ExecutionException {
        RandomGenerator seeds = Seed.random();
        List<RecoveringClient> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new RecoveringClient(port, pattern(i)));
            }
            clients.forEach(RecoveringClient::connect);
            List<Future<List<Integer>>> publishers = IntStream.range(0, PUBLISHERS)
                    .mapToObj(publisher -> threads.submit(() -> publish(publisher)))
                    .toList();
            List<Future<?>> cuts = new ArrayList<>();
            for (RecoveringClient client : clients) {
                SplittableRandom random = new SplittableRandom(seeds.nextLong());
                cuts.add(threads.submit(() -> cut(client, random)));
            }
            Thread.sleep(LASTS.toMillis());
            over.set(true);
            List<Integer> published = new ArrayList<>(
                    IntStream.range(0, DESTINATIONS).mapToObj(i -> 0).toList());
            for (Future<List<Integer>> publisher : publishers) {
                List<Integer> counts = publisher.get();
                IntStream.range(0, DESTINATIONS).forEach(i -> published.set(i, published.get(i) + counts.get(i)));
            }
            for (Future<?> cut : cuts) {
                cut.get();
            }
            for (int i = 0; i < CLIENTS; i++) {
                check(clients.get(i), published);
            }
            assertThat(published).allSatisfy(count -> assertThat(count).isGreaterThan(10));
            assertThat(clients.stream().mapToInt(RecoveringClient::returns).sum())
                    .isGreaterThan(CLIENTS);
        } finally {
            over.set(true);
            clients.forEach(RecoveringClient::close);
        }
    }

    /** Publishes to its own part of the destinations, each event with its number; returns how many to each. */
    private List<Integer> publish(int publisher) {
        int[] counts = new int[DESTINATIONS];
        for (int i = publisher; !over.get(); i = (i + PUBLISHERS) % DESTINATIONS) {
            Http.publish(port, destination(i), Integer.toString(counts[i]++));
        }
        return IntStream.of(counts).boxed().toList();
    }

    private void cut(RecoveringClient client, SplittableRandom random) {
        while (!over.get()) {
            pause(random.nextLong(1_000));
            client.cut();
            pause(random.nextLong(LONGEST_ABSENCE.toMillis()));
            client.connect();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(RecoveringClient client, List<Integer> published) {
        for (int i = 0; i < DESTINATIONS; i++) {
            if (client.matches(destination(i))) {
                String destination = destination(i);
                int expected = requireNonNull(published.get(i));
                await().atMost(PATIENCE)
                        .until(() -> client.heard(destination) >= expected
                                || !client.faults().isEmpty());
                assertThat(client.heard(destination)).isEqualTo(expected);
            }
        }
        assertThat(client.faults()).isEmpty();
    }
}
