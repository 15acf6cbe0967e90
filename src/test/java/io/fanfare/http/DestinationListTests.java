package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** {@code GET /api/v1/destinations}. */
@FanfareServer
class DestinationListTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    private Rest rest;

    @BeforeEach
    void connect() {
        rest = new Rest(port);
    }

    @Test
    void aDestinationTellsWhoHearsItAndWhereItStands() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", topic);
            client.subscribe("2", topic + ".silent");
            rest.raw(topic, "x").isAccepted();
            String last = rest.raw(topic, "x").json().path("position").asString();
            JsonNode spoken = list("?pattern=" + topic).path("destinations").get(0);
            assertThat(spoken.propertyNames()).containsExactly("destination", "subscribers", "events", "position");
            assertThat(spoken.path("destination").asString()).isEqualTo(topic);
            assertThat(spoken.path("subscribers").asInt()).isEqualTo(1);
            assertThat(spoken.path("events").asInt()).isEqualTo(2);
            assertThat(spoken.path("position").asString()).isEqualTo(last);
            JsonNode silent =
                    list("?pattern=" + topic + ".silent").path("destinations").get(0);
            assertThat(silent.propertyNames()).containsExactly("destination", "subscribers", "events");
            assertThat(silent.path("events").asInt()).isZero();
        }
    }

    @Test
    void pageAfterPageEveryOneComesOnceByName() {
        for (String part : List.of("c", "a", "e", "b", "d", "a/x")) {
            rest.raw(topic + "." + part, "x").isAccepted();
        }
        String query = "?limit=2&pattern=" + encoded(topic + ".*");
        JsonNode page = list(query);
        List<String> read = new ArrayList<>(names(page));
        while (page.has("next")) {
            page = list(query + "&after=" + encoded(page.path("next").asString()));
            read.addAll(names(page));
        }
        assertThat(read).containsExactly(topic + ".a", topic + ".b", topic + ".c", topic + ".d", topic + ".e");
        assertThat(names(list("?limit=1000"))).contains(topic + ".a/x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    pattern=nonsense   | pattern: A destination begins
                    pattern=/topic/a.. | pattern
                    limit=0            | limit
                    page=1             | pattern, after, limit
                    after=%FF          | UTF-8
                    """)
    void whatIsNoQueryIsRefused(String query, String reason) {
        rest.exchange("GET", "/api/v1/destinations?" + query).isProblem(400).contains(reason);
    }

    private JsonNode list(String query) {
        Reply reply = rest.exchange("GET", "/api/v1/destinations" + query);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private static List<String> names(JsonNode page) {
        return page.path("destinations")
                .valueStream()
                .map(each -> each.path("destination").asString())
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
