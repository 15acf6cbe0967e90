package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What programs that read the log find in it. */
class StructuredLogIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void linesAreJsonAndSayWhoseTheyAre() {
        try (FanfareProcess process = FanfareProcess.start(
                "logging.structured.format.console=logstash", "logging.level.io.fanfare.session=debug")) {
            try (StompTestClient client = StompTestClient.connect(process.port(), "login:alice")) {
                client.subscribe("a", "/topic/demo");
                Http.publish(process.port(), "/topic/demo", "hello");
                client.expectMessages(1);
                client.send("DISCONNECT\n\n\0");
            }
            JsonNode ended = line(process, "^\\{.*ended: .*}$");
            assertThat(ended.get("level").asString()).isEqualTo("DEBUG");
            assertThat(ended.get("user").asString()).isEqualTo("alice");
            assertThat(ended.get("transport").asString()).isEqualTo("websocket");
            assertThat(ended.get("reason").asString()).isEqualTo("disconnected");
            assertThat(ended.get("session").asString()).isNotEmpty();
            assertThat(ended.get("message").asString()).endsWith("1 events").doesNotContain("hello");
            Http.get(process.port(), "/ws/websocket");
            JsonNode refused = line(process, "^\\{.*Handshake refused.*}$");
            assertThat(refused.get("level").asString()).isEqualTo("INFO");
            assertThat(refused.get("reason").asString()).isEqualTo("not-an-upgrade");
        }
    }

    private static JsonNode line(FanfareProcess process, String pattern) {
        return JsonMapper.shared()
                .readTree(process.await(Pattern.compile(pattern), PATIENCE).group());
    }
}
