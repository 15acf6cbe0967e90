package io.fanfare.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.Command;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a person does first: curl from a shell. */
@RequiresCommand("curl")
@FanfareServer
class CurlIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Test
    void publishesJson() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            String json = "{\"destination\": \"" + topic + "\", \"payload\": {\"hello\": \"world\"}}";
            String answer = curl("/api/v1/events", "--header", "Content-Type: application/json", "--data", json);
            assertThat(answer).contains(topic, "position");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("{\"hello\":\"world\"}");
        }
    }

    @Test
    void publishesABodyAsItIs() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            curl("/api/v1/destinations" + topic, "--header", "Content-Type: text/plain", "--data-binary", "a\nb");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("a\nb");
        }
    }

    @Test
    void followsAStream() {
        Http.publish(port, topic, "before");
        Http.publish(port, topic, "last");
        String output = curlCommand("/sse?replay=1&destination=" + topic, "--no-buffer", "--max-time", "2")
                .run(PATIENCE)
                .output();
        assertThat(output).contains("event: start\n", "\"text\":\"last\"").doesNotContain("before");
    }

    @Test
    void isToldWhatIsWrong() {
        Command.Result answer = curlCommand(
                        "/api/v1/events", "--header", "Content-Type: application/json", "--data", "{}")
                .run(PATIENCE);
        assertThat(answer.exitCode()).as("of --fail-with-body").isEqualTo(22);
        assertThat(answer.output()).contains("destination").contains("\"status\":400");
    }

    @Test
    void seesTheUpgradeOfTheSpecification() {
        Command.Result answer = curlCommand(
                        "/ws",
                        "--http1.1",
                        "--include",
                        "--max-time",
                        "2",
                        "--header",
                        "Connection: Upgrade",
                        "--header",
                        "Upgrade: websocket",
                        "--header",
                        "Sec-WebSocket-Version: 13",
                        "--header",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
                .run(PATIENCE);
        assertThat(answer.output())
                .contains("HTTP/1.1 101")
                .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    /** curl asks for an upgrade to HTTP/2 then, which is not the one that is needed here. */
    @Test
    void isToldWhatTheEndpointIsIfItAsksForHttp2() {
        assertThat(curlCommand("/ws", "--http2", "--include").run(PATIENCE).output())
                .contains("HTTP/1.1 426", "Fanfare-Handshake: not-an-upgrade", "Upgrade: websocket", "\"fix\":");
    }

    private String curl(String path, String... options) {
        return curlCommand(path, options).output(PATIENCE);
    }

    private Command curlCommand(String path, String... options) {
        List<String> words = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--fail-with-body"));
        words.addAll(Arrays.asList(options));
        words.add("http://127.0.0.1:" + port + path);
        return Command.of(words.toArray(String[]::new));
    }
}
