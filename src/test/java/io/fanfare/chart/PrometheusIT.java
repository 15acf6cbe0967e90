package io.fanfare.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.Http;
import io.fanfare.testing.Prometheus;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.StompTestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every query of the dashboard and of the alert rules finds what a service under load shows. */
@RequiresCommand({"prometheus", "rabbitmq-server", "epmd"})
class PrometheusIT {

    private static final Path RULES = Rendered.CHART.resolve("files").resolve("alerts.yaml");
    private static final Path DASHBOARD = Rendered.CHART.resolve("files").resolve("dashboard.json");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static RabbitNode broker;
    private static FanfareProcess service;
    private static Prometheus prometheus;
    private static Thread load;

    @BeforeAll
    static void start() {
        broker = RabbitNode.start();
        service = FanfareProcess.start("fanfare.broker.mode=relay", "fanfare.relay.addresses=" + broker.address());
        prometheus = Prometheus.start(folder, RULES, service.port());
        load = Thread.ofVirtual().start(PrometheusIT::load);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        load.interrupt();
        load.join();
        prometheus.close();
        service.close();
        broker.close();
    }

    /** One client that stays and others that come and go, while events are published. */
    private static void load() {
        int port = service.port();
        try (StompTestClient staying = StompTestClient.connect(port)) {
            staying.subscribe("a", "/topic/load");
            while (!Thread.currentThread().isInterrupted()) {
                try (StompTestClient passing = StompTestClient.connect(port)) {
                    passing.subscribe("a", "/topic/load");
                    for (int i = 0; i < 20; i++) {
                        Http.publish(port, "/topic/load", "event");
                    }
                    passing.expectMessages(20);
                }
                staying.expectMessages(20);
                Thread.sleep(100);
            }
        } catch (InterruptedException | IllegalStateException | UncheckedIOException end) {
            Thread.currentThread().interrupt();
        }
    }

    static Stream<String> dashboard() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(DASHBOARD))
                .get("panels")
                .valueStream()
                .flatMap(panel -> panel.get("targets").valueStream())
                .map(target -> target.get("expr").asString());
    }

    @ParameterizedTest
    @MethodSource("dashboard")
    void aQueryOfTheDashboardFindsSomething(String query) {
        awaitSomething(
                query.replace("$namespace", "live").replace("$pod", "push-.*").replace("$__rate_interval", "10s"));
    }

    @Test
    void everyRuleIsEvaluatedAndFindsWhatItLooksAt() {
        await().atMost(PATIENCE)
                .until(() -> prometheus.rules().stream()
                        .noneMatch(rule -> rule.get("health").asString().equals("unknown")));
        List<JsonNode> rules = prometheus.rules();
        assertThat(rules).hasSizeGreaterThan(5).allSatisfy(rule -> {
            assertThat(rule.get("health").asString()).as(rule.toString()).isEqualTo("ok");
            awaitSomething(rule.get("query").asString().replaceAll(" > [0-9.e-]+$", ""));
        });
        assertThat(rules).noneMatch(rule -> rule.get("state").asString().equals("firing"));
    }

    /** A rule without its threshold has something to compare, though it does not fire. */
    private static void awaitSomething(String query) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(prometheus.query(query)).as(query).anyMatch(Double::isFinite));
    }
}
