package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What programs that read the log find in it, in each format. */
class StructuredLogIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How a format spells a field's name as a pointer: nested, as it is, or with an underscore before it. */
    @ParameterizedTest
    @CsvSource({"ecs, message, log.level", "logstash, message, level", "gelf, short_message, _level_name"})
    void eachLineIsJsonAndSaysWhoseItIs(String format, String message, String level) {
        try (FanfareProcess process = FanfareProcess.start(
                "logging.structured.format.console=" + format,
                "logging.level.io.fanfare.session=debug",
                "fanfare.tracing.enabled=true",
                "management.tracing.sampling.probability=1",
                "management.tracing.export.otlp.enabled=false")) {
            try (StompTestClient client = StompTestClient.connect(process.port(), "login:alice")) {
                client.subscribe("a", "/topic/demo");
                Http.publish(process.port(), "/topic/demo", "hello");
                client.expectMessages(1);
                client.send("DISCONNECT\n\n\0");
            }
            try (StompTestClient client = StompTestClient.connect(process.port(), "login:bob")) {
                client.send("SEND\ndestination:/presence/x\n\nsecret\0");
                client.expect("ERROR");
            }
            Http.get(process.port(), "/ws/websocket");
            Http.postJson(process.port(), "/api/v1/events", "{\"destination\":\"/presence/x\",\"payload\":\"secret\"}");

            JsonNode ended = line(process, "ended: disconnected");
            assertThat(field(ended, format, level)).isEqualTo("DEBUG");
            assertThat(field(ended, format, "user.name")).isEqualTo("alice");
            assertThat(field(ended, format, "transport")).isEqualTo("websocket");
            assertThat(field(ended, format, "event.reason")).isEqualTo("disconnected");
            assertThat(field(ended, format, "session.id")).hasSize(22);
            assertThat(ended.get(message).asString()).endsWith("1 events");

            JsonNode refused = line(process, "ended: protocol-error");
            assertThat(field(refused, format, level)).isEqualTo("INFO");
            assertThat(field(refused, format, "user.name")).isEqualTo("bob");
            assertThat(field(refused, format, "messaging.destination.name")).isEqualTo("/presence/x");
            assertThat(refused.get(message).asString()).contains(" of bob ", "Presence is told by Fanfare itself");

            JsonNode handshake = line(process, "Handshake refused");
            assertThat(field(handshake, format, level)).isEqualTo("INFO");
            assertThat(field(handshake, format, "event.reason")).isEqualTo("not-an-upgrade");
            assertThat(field(handshake, format, "client.address")).isEqualTo("127.0.0.1");

            JsonNode event = line(process, "Event refused: invalid, of nobody known by http");
            assertThat(field(event, format, level)).isEqualTo("INFO");
            assertThat(field(event, format, "traceId")).hasSize(32);
            assertThat(field(event, format, "spanId")).hasSize(16);

            process.terminate();
            process.awaitExit(PATIENCE);
            assertThat(process.output().lines())
                    .hasSizeGreaterThan(10)
                    .allSatisfy(each -> assertThat(
                                    JsonMapper.shared().readTree(each).isObject())
                            .isTrue());
            assertThat(process.output()).doesNotContain("hello", "secret");
        }
    }

    private static JsonNode line(FanfareProcess process, String words) {
        return JsonMapper.shared()
                .readTree(process.await(Pattern.compile("^\\{.*" + words + ".*}$"), PATIENCE)
                        .group());
    }

    private static String field(JsonNode line, String format, String name) {
        JsonNode value = switch (format) {
            case "ecs" -> line.at("/" + name.replace('.', '/'));
            case "gelf" -> line.path(name.startsWith("_") ? name : "_" + name);
            default -> line.path(name);
        };
        assertThat(value.isString()).as("%s in %s", name, line).isTrue();
        return value.asString();
    }
}
