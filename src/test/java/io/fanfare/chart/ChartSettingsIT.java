package io.fanfare.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.fanfare.testing.Command;
import io.fanfare.testing.FanfareProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
