package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /actuator/top}. */
@FanfareServer("fanfare.session.outbox-limit=100KB")
class TopEndpointTests {

    private final String topic = Topics.fresh();
    private final String user = "user-of-" + topic.substring(topic.lastIndexOf('.') + 1);

    @LocalServerPort
    private int port;

    @Autowired
    private MeterRegistry registry;

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
                JsonNode top = top();
                assertThat(count(top, "/destinations/deliveries", topic)).isEqualTo(6);
                assertThat(count(top, "/destinations/bytes", topic)).isEqualTo(30);
                assertThat(count(top, "/publishers/deliveries", "(anyone)")).isGreaterThanOrEqualTo(6);
                assertThat(count(top, "/users/deliveries", user)).isEqualTo(6);
                assertThat(count(top, "/users/bytes", user)).isGreaterThan(30);
            });
        }
    }

    @Test
    void whatASlowConsumerDidNotGetCountsForItAndForItsDestination() {
        String other = topic + ".other";
        Readings readings = Readings.of(registry);
        try (StompTestClient slow = StompTestClient.openWithSmallBuffer(port, 4_096)) {
            slow.handshake("1.2", "login:" + user);
            slow.subscribe("a", topic);
            slow.subscribe("b", other);
            slow.stopReading();
            for (int i = 0; readings.gain(MeterNames.DELIVERIES, "outcome", "dropped") == 0; i++) {
                assertThat(i).as("events before the outbox was full").isLessThan(2_000);
                Http.publish(port, topic, "x".repeat(10_000));
                Http.publish(port, other, "x".repeat(10_000));
            }
            slow.resumeReading();
            readings.awaitGain(1, MeterNames.SLOW_CONSUMERS);
            await().untilAsserted(() -> {
                JsonNode top = top();
                long one = count(top, "/destinations/drops", topic);
                long two = count(top, "/destinations/drops", other);
                assertThat(one).isPositive();
                assertThat(two).isPositive();
                assertThat(count(top, "/users/drops", user)).isEqualTo(one + two);
                assertThat(readings.gain(MeterNames.DELIVERIES, "outcome", "dropped"))
                        .isEqualTo((double) (one + two));
            });
        }
    }

    @Test
    void whatAClientDidNotAcknowledgeInTimeToGetMoreIsDroppedWithIt() {
        Readings readings = Readings.of(registry);
        try (StompTestClient client = StompTestClient.connect(port, "login:" + user)) {
            client.send("SUBSCRIBE\nid:a\ndestination:" + topic + "\nack:client\nprefetch-count:1\nreceipt:r\n\n\0");
            client.expect("RECEIPT");
            for (int i = 0; i < 3; i++) {
                Http.publish(port, topic, "x");
            }
            client.expectMessages(1);
        }
        readings.awaitGain(2, MeterNames.DELIVERIES, "outcome", "dropped");
        assertThat(count(top(), "/destinations/drops", topic)).isEqualTo(2);
    }

    @Test
    void whatIsRefusedCountsForItsPublisher() {
        long before = count(top(), "/publishers/drops", "(anyone)");
        try (StompTestClient client = StompTestClient.connect(port, "login:" + user)) {
            client.send("SEND\ndestination:/presence/nobody\n\nmine\0");
            client.expect("ERROR");
        }
        assertThat(count(top(), "/publishers/drops", "(anyone)") - before).isOne();
    }

    private JsonNode top() {
        return JsonMapper.shared()
                .readTree(Http.get(port, "/actuator/top?size=1000").body());
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
