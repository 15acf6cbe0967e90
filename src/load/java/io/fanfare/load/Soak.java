package io.fanfare.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A service under load for long: {@code Soak PORT PID [MINUTES [CLIENTS [PICTURE]]]}. So many good clients hear 50 events a
 * second, 20 others come and go each second, and 20 subscribe to large events and read none, until they are ended and begin
 * anew. Every half a minute it says what the service takes, and what the good ones have waited; then it draws the curves.
 */
public final class Soak {

    private static final int PASSERSBY_PER_SECOND = 20;
    private static final int SLOW = 20;
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final int port;
    private final long pid;
    private final int clients;
    private final Curves curves = new Curves();
    private final String run = Long.toString(System.nanoTime(), 36);

    Soak(int port, long pid, int clients) {
        this.port = port;
        this.pid = pid;
        this.clients = clients;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Duration time = Duration.ofMinutes(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 60);
        int clients = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 500;
        Soak soak = new Soak(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]), clients);
        long missing = soak.run((int) time.dividedBy(INTERVAL), INTERVAL);
        if (arguments.length > 4) {
            Files.writeString(Path.of(arguments[4]), soak.picture(time));
        }
        System.exit(missing == 0 ? 0 : 1);
    }

    /** Returns how many events good clients have lost. */
    long run(int intervals, Duration interval) throws IOException, InterruptedException {
        String light = "/topic/light." + run;
        String heavy = "/topic/heavy." + run;
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                GoodClients good = new GoodClients(port, clients, light, heavy);
                Passersby passersby = new Passersby(port, light, PASSERSBY_PER_SECOND);
                Abusers slow = new Abusers(port, SLOW, heavy, Set.of(Abuse.NEVER_READ));
                Footprint footprint = new Footprint(port, pid)) {
            System.out.println("minutes,least heap MB,memory MB,files,p50 ms,p99 ms");
            for (int i = 1; i <= intervals; i++) {
                CountDownLatch over = new CountDownLatch(1);
                var _ = timer.schedule(over::countDown, interval.toNanos(), TimeUnit.NANOSECONDS);
                Latencies latencies = good.during(over);
                sample(interval.multipliedBy(i), footprint, latencies);
            }
            System.out.printf(
                    "lost: %d, passed by: %d, refused: %d, slow ones ended: %d%n",
                    good.missing(),
                    passersby.gone(),
                    passersby.refused(),
                    slow.done().ended());
            return good.missing();
        }
    }

    private void sample(Duration since, Footprint footprint, Latencies latencies) throws IOException {
        double heap = footprint.leastHeap();
        double memory = footprint.memory();
        double files = footprint.files();
        double median = latencies.percentile(0.5);
        double p99 = latencies.percentile(0.99);
        curves.add("least heap in use, MB", heap);
        curves.add("memory, MB", memory);
        curves.add("open files", files);
        curves.add("latency p50, ms", median);
        curves.add("latency p99, ms", p99);
        System.out.printf(
                Locale.ROOT,
                "%.1f,%.0f,%.0f,%.0f,%.2f,%.2f%n",
                since.toSeconds() / 60.0,
                heap,
                memory,
                files,
                median,
                p99);
    }

    /** The curves of what was measured, as an SVG document. */
    String picture(Duration time) {
        return curves.svg(
                "%d minutes: %d clients that hear 50 events a second, %d slow ones, %d a second that come and go"
                        .formatted(time.toMinutes(), clients, SLOW, PASSERSBY_PER_SECOND));
    }
}
