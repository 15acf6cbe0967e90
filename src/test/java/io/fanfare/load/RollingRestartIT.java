package io.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.Http;
import io.fanfare.testing.Nginx;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RequiresCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three instances behind nginx are replaced one after the other, while events are published through it and clients listen:
 * nobody misses one. {@code -Dfanfare.rolling.clients} is how many there are, 300 unless told otherwise.
 */
@RequiresCommand({"rabbitmq-server", "epmd", "nginx"})
class RollingRestartIT {

    private static final Logger log = LoggerFactory.getLogger(RollingRestartIT.class);

    private static final int CLIENTS = Integer.getInteger("fanfare.rolling.clients", 300);
    private static final int INSTANCES = 3;
    private static final int DESTINATIONS = 20;
    private static final int RATE = Math.max(33, CLIENTS / 30);
    private static final int ACCEPTED = 202;
    private static final int BAD_GATEWAY = 502;
    private static final int AWAY = 503;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LOCATION = """
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            proxy_set_header Host $host;
            proxy_read_timeout 1h;
            proxy_next_upstream error timeout http_503;
            add_header X-Upstream $upstream_addr always;
            """;

    private final String root = "/topic/rolling." + UUID.randomUUID();
    private final AtomicIntegerArray published = new AtomicIntegerArray(DESTINATIONS);
    private volatile boolean over;

    private static FanfareProcess start(int port, RabbitNode rabbit) {
        return FanfareProcess.startAt(
                port,
                "fanfare.broker.mode=relay",
                "fanfare.relay.addresses=" + rabbit.address(),
                "fanfare.history.rules[0].pattern=/topic/#",
                "fanfare.history.rules[0].size=100000",
                "fanfare.drain.grace=30s",
                "fanfare.drain.rate=" + RATE);
    }

    @Test
    void nobodyMissesAnEvent() throws IOException {
        List<FanfareProcess> instances = new ArrayList<>();
        try (RabbitNode rabbit = RabbitNode.start()) {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < INSTANCES; i++) {
                ports.add(RabbitNode.freePort());
                instances.add(start(ports.get(i), rabbit));
            }
            try (Nginx nginx = new Nginx(ports, LOCATION);
                    Roaming clients = new Roaming(nginx.port(), CLIENTS, root, DESTINATIONS)) {
                await(clients, () -> clients.live() == CLIENTS);
                CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> publish(nginx.port()));
                for (int i = 0; i < INSTANCES; i++) {
                    replace(i, ports.get(i), instances, clients, rabbit);
                }
                over = true;
                await(clients, publisher::isDone);
                publisher.join();
                await(clients, () -> clients.behind(published::get) == 0);
                assertThat(clients.faults()).isEmpty();
                assertThat(clients.live()).isEqualTo(CLIENTS);
            }
        } finally {
            instances.forEach(FanfareProcess::close);
        }
    }

    /** Its sessions go to the others, at the pace that it tells them; how fast they come is told, and depends on the machine too. */
    private static void replace(
            int number, int port, List<FanfareProcess> instances, Roaming clients, RabbitNode rabbit)
            throws IOException {
        int before = clients.arrivals().size();
        FanfareProcess old = instances.get(number);
        old.terminate();
        Future<?> ended = CompletableFuture.runAsync(() -> old.awaitExit(PATIENCE));
        await(clients, () -> ended.isDone() && clients.live() == CLIENTS);
        List<Roaming.Arrival> returns = List.copyOf(
                clients.arrivals().subList(before, clients.arrivals().size()));
        long start = System.nanoTime();
        CompletableFuture<FanfareProcess> again = CompletableFuture.supplyAsync(() -> start(port, rabbit));
        await(clients, again::isDone);
        instances.set(number, again.join());
        log.warn(
                "Instance {}: {} came back, at most {} a second to one instance; ready again after {} ms",
                number,
                returns.size(),
                mostInASecond(returns),
                (System.nanoTime() - start) / 1_000_000);
        assertThat(returns).hasSizeGreaterThanOrEqualTo(CLIENTS / INSTANCES / 2);
    }

    /** The most that came to one instance within a second. */
    private static int mostInASecond(List<Roaming.Arrival> arrivals) {
        Map<String, List<Long>> times = arrivals.stream()
                .collect(Collectors.groupingBy(
                        Roaming.Arrival::instance, Collectors.mapping(Roaming.Arrival::at, Collectors.toList())));
        int most = 0;
        for (List<Long> each : times.values()) {
            int from = 0;
            for (int to = 0; to < each.size(); to++) {
                while (each.get(to) - each.get(from) >= 1_000_000_000L) {
                    from++;
                }
                most = Math.max(most, to - from + 1);
            }
        }
        return most;
    }

    private static void await(Roaming clients, BooleanSupplier condition) throws IOException {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !condition.getAsBoolean(); ) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "not within " + PATIENCE + "; live: " + clients.live() + ", faults: " + clients.faults());
            }
            clients.step();
        }
    }

    /** Publishes numbers to one destination after the other, each with an id until it is accepted. */
    private void publish(int port) {
        for (int i = 0; !over; i = (i + 1) % DESTINATIONS) {
            String number = Integer.toString(published.get(i));
            String destination = root + "." + i;
            String key = destination.substring("/topic/".length()) + "-" + number;
            while (post(port, destination, number, key) != ACCEPTED) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            published.incrementAndGet(i);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** The status of the answer; nginx answers by itself where an instance went. */
    private static int post(int port, String destination, String number, String key) {
        int status = Http.send(
                        port,
                        "POST",
                        "/api/v1/destinations" + destination,
                        number,
                        "Content-Type",
                        "text/plain",
                        "Idempotency-Key",
                        key)
                .statusCode();
        assertThat(status).isIn(ACCEPTED, BAD_GATEWAY, AWAY);
        return status;
    }
}
