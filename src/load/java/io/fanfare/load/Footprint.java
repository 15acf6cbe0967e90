package io.fanfare.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a service takes of its machine (Linux), looked at each second. Its actuator must be open to us. */
final class Footprint implements AutoCloseable {

    private static final Pattern HEAP = Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\".*\\} (\\S+)");
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final double MEGABYTE = 1024 * 1024;

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpRequest metrics;
    private final Path process;
    private final Thread watch;
    private double lastHeap;
    private double leastHeap;

    /** Begins to look. */
    Footprint(int port, long pid) throws IOException, InterruptedException {
        this.metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
                .build();
        this.process = Path.of("/proc", Long.toString(pid));
        this.lastHeap = heap();
        this.leastHeap = lastHeap;
        this.watch = Thread.ofVirtual().start(this::look);
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                double heap = heap();
                synchronized (this) {
                    lastHeap = heap;
                    leastHeap = Math.min(leastHeap, heap);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double heap() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(metrics, HttpResponse.BodyHandlers.ofString());
        return HEAP.matcher(answer.body())
                        .results()
                        .mapToDouble(pool -> Double.parseDouble(pool.group(1)))
                        .sum()
                / MEGABYTE;
    }

    /** The least heap in use since this was last asked, in megabytes: near what is left by a collection, if there was one. */
    synchronized double leastHeap() {
        double least = leastHeap;
        leastHeap = lastHeap;
        return least;
    }

    /** Megabytes of memory, with all that is no heap. */
    double memory() throws IOException {
        try (Stream<String> lines = Files.lines(process.resolve("status"))) {
            String resident =
                    lines.filter(line -> line.startsWith("VmRSS")).findFirst().orElseThrow();
            return Double.parseDouble(resident.replaceAll("\\D", "")) / 1024;
        }
    }

    /** Open file handles. */
    double files() throws IOException {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return files.count();
        }
    }

    @Override
    public void close() {
        watch.interrupt();
        http.close();
    }
}
