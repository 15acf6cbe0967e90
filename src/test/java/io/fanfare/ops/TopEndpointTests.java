package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /actuator/top}. */
@FanfareServer
class TopEndpointTests {

    private final String topic = Topics.fresh();
    private final String user = "user-of-" + topic.substring(topic.lastIndexOf('.') + 1);

    @LocalServerPort
    private int port;

    @Test
    void anEventCountsOnceForEachSessionItGoesTo() {
        try (StompTestClient one = StompTestClient.connect(port, "login:" + user);
                StompTestClient other = StompTestClient.connect(port, "login:" + user)) {
            one.subscribe("a", topic);
            other.subscribe("a", topic);
            for (int i = 0; i < 3; i++) {
                Http.publish(port, topic, "12345");
            }
            one.expectMessages(3);
            other.expectMessages(3);
            await().untilAsserted(() -> {
                JsonNode top = JsonMapper.shared()
                        .readTree(Http.get(port, "/actuator/top?size=1000").body());
                assertThat(count(top, "/destinations/deliveries", topic)).isEqualTo(6);
                assertThat(count(top, "/destinations/bytes", topic)).isEqualTo(30);
                assertThat(count(top, "/publishers/deliveries", "(anyone)")).isGreaterThanOrEqualTo(6);
                assertThat(count(top, "/users/deliveries", user)).isEqualTo(6);
            });
        }
    }

    @Test
    void aSizeThatIsNoneIsSaid() {
        assertThat(Http.get(port, "/actuator/top?size=0").statusCode()).isEqualTo(400);
        assertThat(Http.get(port, "/actuator/top?size=x").body())
                .contains("size must be a number from 1 to 1000, not 'x'");
    }

    private static long count(JsonNode top, String list, String name) {
        return top.at(list)
                .valueStream()
                .filter(heavy -> heavy.get("name").asString().equals(name))
                .mapToLong(heavy -> heavy.get("count").asLong())
                .findFirst()
                .orElse(0);
    }
}
