package io.fanfare.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prometheus, which looks at a service every second, with labels as in Kubernetes. */
public final class Prometheus implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);
    private static final String CONFIGURATION = """
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: [ "{rules}" ]
            scrape_configs:
              - job_name: fanfare
                metrics_path: /actuator/prometheus
                static_configs:
                  - targets: [ "127.0.0.1:{port}" ]
                    labels: { namespace: live, pod: push-fanfare-0 }
            """;

    private final Process process;
    private final int port;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it; what it keeps is in {@code folder}. */
    public static Prometheus start(Path folder, Path rules, int service) {
        try {
            int port = ProxyProcess.freePort();
            Path configuration = Files.writeString(
                    folder.resolve("prometheus.yaml"),
                    CONFIGURATION
                            .replace("{rules}", rules.toAbsolutePath().toString())
                            .replace("{port}", Integer.toString(service)));
            ProcessBuilder builder = new ProcessBuilder(List.of(
                    "prometheus",
                    "--config.file=" + configuration,
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port));
            builder.redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile());
            return new Prometheus(builder.start(), port).awaitReady(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Prometheus awaitReady(Path folder) throws IOException {
        await().atMost(START).until(() -> !process.isAlive() || isReady());
        if (!process.isAlive()) {
            throw new AssertionError("it did not start: " + Files.readString(folder.resolve("output")));
        }
        return this;
    }

    private boolean isReady() {
        try {
            return Http.get(port, "/-/ready").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** The samples that a query gives now. */
    public List<Double> query(String query) {
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        return answer.at("/data/result")
                .valueStream()
                .map(sample -> Double.valueOf(sample.get("value").get(1).asString()))
                .toList();
    }

    /** The rules it has loaded, and what became of them. */
    public List<JsonNode> rules() {
        return get("/api/v1/rules")
                .at("/data/groups")
                .valueStream()
                .flatMap(group -> group.get("rules").valueStream())
                .toList();
    }

    private JsonNode get(String path) {
        JsonNode answer = JsonMapper.shared().readTree(Http.get(port, path).body());
        if (!answer.get("status").asString().equals("success")) {
            throw new AssertionError(path + " is answered " + answer);
        }
        return answer;
    }

    /** Ends it, and waits until it has ended. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError(process + " did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
