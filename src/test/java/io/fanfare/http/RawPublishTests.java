package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Events whose body is the request's. */
@FanfareServer
class RawPublishTests {

    @LocalServerPort
    int port;

    @Test
    void aSubscriberHearsTheBodyByteForByte() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/raw");
            byte[] body = new byte[256];
            for (int i = 0; i < body.length; i++) {
                body[i] = (byte) i;
            }
            Http.publish(port, "/topic/raw", "image/png", body);
            assertThat(client.expect("MESSAGE").body()).isEqualTo(body);
        }
    }
}
