package io.fanfare.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.fanfare.testing.Command;
import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.Http;
import io.fanfare.testing.RabbitNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service knows every setting that the chart gives it. */
class ChartSettingsIT {

    @TempDir
    private Path folder;

    @Test
    void theServiceWouldStartWithWhatAContainerFinds() throws IOException {
        Rendered rendered = Rendered.with(
                "rabbitmq.addresses[0]=rabbit:61613",
                "rabbitmq.password=secret",
                "rabbitmq.tls=true",
                "tracing.endpoint=http://collector:4318/v1/traces",
                "tracing.messageHeaders=true",
                "replicaCount=2",
                "secret.FANFARE_SECURITY_KEYS_ORDERS_SECRET=0123456789abcdef0123456789abcdef",
                "configuration.fanfare.security.keys.orders.grants[0]=publish:/topic/#",
                "configuration.fanfare.stomp.path=/push");
        Path configuration = Files.writeString(
                folder.resolve("application.yaml"),
                rendered.get("ConfigMap/push-fanfare")
                        .getAsJsonObject("data")
                        .get("application.yaml")
                        .getAsString());
        List<String> words = new ArrayList<>(FanfareProcess.java());
        words.addAll(List.of("check", "--spring.config.additional-location=file:" + configuration));
        Command command = Command.of(words.toArray(String[]::new));
        for (JsonElement variable : environment(rendered)) {
            JsonObject each = variable.getAsJsonObject();
            command = command.with(
                    each.get("name").getAsString(), each.get("value").getAsString());
        }
        for (var secret : rendered.get("Secret/push-fanfare")
                .getAsJsonObject("stringData")
                .entrySet()) {
            command = command.with(secret.getKey(), secret.getValue().getAsString());
        }
        assertThat(command.run(Duration.ofMinutes(2)).output()).isEqualTo("These settings are right.\n");
    }

    /** Prometheus sends no credential there, as the chart has it; what is for browsers and services shows nothing of it. */
    @Test
    void thePortOfOperatorsAnswersPrometheusAndTheOtherShowsNothing() throws IOException {
        int operators = RabbitNode.freePort();
        Map<String, String> environment = new LinkedHashMap<>();
        for (JsonElement variable : environment(Rendered.with("metrics.serviceMonitor.enabled=true"))) {
            JsonObject each = variable.getAsJsonObject();
            environment.put(each.get("name").getAsString(), each.get("value").getAsString());
        }
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(operators));
        environment.put("SERVER_PORT", "0");
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        try (FanfareProcess service = FanfareProcess.with(environment)) {
            assertThat(Http.get(operators, "/actuator/prometheus").body()).contains("\nfanfare_sessions{");
            assertThat(List.of("/actuator/health/liveness", "/actuator/health/readiness", "/actuator/info"))
                    .allSatisfy(path ->
                            assertThat(Http.get(operators, path).statusCode()).isEqualTo(200));
            assertThat(List.of("sessions", "top", "drain", "env", "heapdump", "shutdown", "loggers"))
                    .allSatisfy(path -> assertThat(
                                    Http.get(operators, "/actuator/" + path).statusCode())
                            .isEqualTo(404));
            assertThat(List.of("", "/health", "/prometheus", "/sessions", "/drain", "/env"))
                    .allSatisfy(path -> assertThat(
                                    Http.get(service.port(), "/actuator" + path).statusCode())
                            .isEqualTo(404));
        }
    }

    private static List<JsonElement> environment(Rendered rendered) {
        return rendered.get("Deployment/push-fanfare")
                .getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("spec")
                .getAsJsonArray("containers")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("env")
                .asList();
    }
}
