package io.fanfare.load;

import io.fanfare.broker.Broker;
import io.fanfare.broker.Submission;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.testing.FanfareInstance;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many events one instance publishes over one stream, and how long each takes: {@code StreamLoad <host:port> <publishers>
 * <events>}, where a RabbitMQ speaks STOMP at the address. Each publisher awaits each answer.
 */
final class StreamLoad {

    private static final int WARM_UP = 20_000;
    private static final byte[] BODY = "x".repeat(128).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private StreamLoad() {}

    public static void main(String... arguments) throws InterruptedException {
        int publishers = Integer.parseInt(arguments[1]);
        int events = Integer.parseInt(arguments[2]);
        try (FanfareInstance instance = FanfareInstance.start(
                "fanfare.broker.mode=relay",
                "fanfare.relay.addresses=" + arguments[0],
                "fanfare.relay.stream=load",
                "fanfare.relay.publish-timeout=30s")) {
            Broker broker = instance.bean(Broker.class);
            publish(broker, publishers, Math.min(WARM_UP, events));
            long start = System.nanoTime();
            long[] nanos = publish(broker, publishers, events);
            double seconds = (System.nanoTime() - start) / 1e9;
            Arrays.sort(nanos);
            report("%d publishers: %.0f events a second, p50 %.2f ms, p99 %.2f ms"
                    .formatted(
                            publishers, events / seconds, nanos[events / 2] / 1e6, nanos[(int) (events * 0.99)] / 1e6));
        }
    }

    @SuppressWarnings("SystemOut")
    private static void report(String line) {
        System.out.println(line);
    }

    private static long[] publish(Broker broker, int publishers, int events) throws InterruptedException {
        long[] nanos = new long[events];
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        for (int i = 0; i < publishers; i++) {
            Destination destination = Destination.parse("/topic/load." + i);
            threads.execute(() -> {
                for (int event = next.getAndIncrement(); event < events; event = next.getAndIncrement()) {
                    long start = System.nanoTime();
                    broker.publish(Submission.of(new Event(
                            null,
                            destination,
                            Set.of(),
                            "text/plain",
                            Map.of(),
                            BODY,
                            true,
                            System.currentTimeMillis())));
                    nanos[event] = System.nanoTime() - start;
                }
            });
        }
        threads.shutdown();
        if (!threads.awaitTermination(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException("it takes too long");
        }
        return nanos;
    }
}
