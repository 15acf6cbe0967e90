package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.Nginx;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.Topics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** nginx in front, which buffers answers unless it is told not to: here nobody has told it but the answer. */
@RequiresCommand("nginx")
@FanfareServer("fanfare.stomp.heartbeat=0")
class SseThroughNginxIT {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy_http_version 1.1;", "proxy_http_version 1.1; proxy_set_header Connection '';"})
    void eventsComeOneByOne(String directives) {
        try (Nginx nginx = new Nginx(port, directives);
                SseTestClient client = SseTestClient.open(nginx.port(), "/sse?destination=" + topic)) {
            assertThat(client.next().event()).isEqualTo("start");
            for (int i = 0; i < 5; i++) {
                Http.publish(port, topic, "event " + i);
                assertThat(client.next().data()).contains("\"event " + i + "\"");
            }
        }
    }
}
