package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What destinations and patterns are called at a broker that only passes events on. */
class UpstreamNameTests {

    @ParameterizedTest
    @CsvSource({
        "/topic/a.b-c_d~e, /topic/a.b-c_d~e",
        "/topic/a/b, /topic/a%2Fb",
        "/topic/ä, /topic/%C3%A4",
        "/topic/a@b+c=d:e, /topic/a%40b%2Bc%3Dd%3Ae",
        "/topic/中.x, /topic/%E4%B8%AD.x",
        "/user/inbox, /topic/fanfare-user.inbox"
    })
    void aDestination(String destination, String name) {
        assertThat(UpstreamName.of(Destination.parse(destination))).isEqualTo(name);
        assertThat(UpstreamName.of(DestinationPattern.parse(destination))).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "/topic/#, /topic/#",
        "/topic/*, /topic/#",
        "/topic/a.#, /topic/a.#",
        "/topic/a.b.#, /topic/a.b.#",
        "/topic/a.*, /topic/a.#",
        "/topic/a.*.c, /topic/a.#",
        "/topic/a.b/*, /topic/a.#",
        "/topic/a/b.*, /topic/#",
        "/topic/ä.b.*, /topic/%C3%A4.b.#",
        "/user/a.*, /topic/fanfare-user.a.#"
    })
    void aPatternIsAsWideOrWider(String pattern, String name) {
        assertThat(UpstreamName.of(DestinationPattern.parse(pattern))).isEqualTo(name);
    }
}
