package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /actuator/destinations}. */
@FanfareServer
class DestinationsEndpointTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Test
    void aDestinationShowsWhoHearsItAndWhatItHad() {
        try (StompTestClient client = StompTestClient.connect(port);
                StompTestClient other = StompTestClient.connect(port)) {
            client.subscribe("a", topic);
            client.subscribe("b", topic + ".silent");
            other.subscribe("a", topic);
            client.send("SEND\ndestination:" + topic + "\n\nx\0");
            client.send("SEND\ndestination:" + topic + "\n\nx\0");
            List<Frame> messages = client.expectMessages(2);
            JsonNode spoken = destinations("?pattern=" + topic).get(0);
            assertThat(spoken.get("destination").asString()).isEqualTo(topic);
            assertThat(spoken.get("subscribers").asInt()).isEqualTo(2);
            assertThat(spoken.get("events").asInt()).isEqualTo(2);
            assertThat(spoken.get("position").asString())
                    .isEqualTo(messages.getLast().required("message-id"));
            JsonNode silent = destinations("?pattern=" + topic + ".silent").get(0);
            assertThat(silent.get("subscribers").asInt()).isEqualTo(1);
            assertThat(silent.get("events").asInt()).isZero();
            assertThat(silent.get("position").isNull()).isTrue();
        }
    }

    @Test
    void destinationsAreListedInPagesByName() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            for (String part : List.of("c", "a", "b", "a/x")) {
                client.send("SEND\ndestination:" + topic + "." + part + "\nreceipt:r\n\nx\0");
                client.expectReceipt("r");
            }
        }
        String pattern = "?pattern=" + URLEncoder.encode(topic + ".*", StandardCharsets.UTF_8);
        assertThat(names(pattern)).containsExactly(topic + ".a", topic + ".b", topic + ".c");
        assertThat(names(pattern + "&size=2&page=1")).containsExactly(topic + ".c");
        assertThat(json(Http.get(port, "/actuator/destinations" + pattern))
                        .get("total")
                        .asInt())
                .isEqualTo(3);
        assertThat(names("?size=1000")).contains(topic + ".a/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pattern=nonsense", "pattern=/topic/a..b", "page=x", "size=0"})
    void aQueryThatIsNoneIsRefusedWithASentence(String query) {
        HttpResponse<String> answer = Http.get(port, "/actuator/destinations?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("detail").asString())
                .startsWith(query.replaceAll("=.*", ""))
                .endsWith(".");
    }

    private List<String> names(String query) {
        return StreamSupport.stream(destinations(query).spliterator(), false)
                .map(destination -> destination.get("destination").asString())
                .toList();
    }

    private JsonNode destinations(String query) {
        return json(Http.get(port, "/actuator/destinations" + query)).get("destinations");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
