package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.LogLines;
import io.fanfare.testing.RawHttp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a scanner cannot do: fill the memory, or the log. */
@FanfareServer
@Import(HandshakeListTests.Time.class)
class HandshakeListTests {

    private static final String LINE = "Handshake refused: unknown-endpoint 404 /other";

    @TestConfiguration(proxyBeanMethods = false)
    static class Time {

        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

        @Bean
        @Primary
        InstantSource stoodStill() {
            return now::get;
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    Time time;

    private LogLines log;

    /** Where the service starts, Spring sets up logging anew. */
    @BeforeEach
    void listen() {
        log = new LogLines("io.fanfare.ops.HandshakeLog");
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void theListAndTheLogAreBounded() {
        String much = "a".repeat(5_000);
        for (int i = 0; i < 120; i++) {
            RawHttp.refusal(port, Handshake.to("/other").with("User-Agent", much));
        }
        JsonNode listing = JsonMapper.shared()
                .readTree(Http.get(port, "/actuator/handshakes").body())
                .path("refused");
        assertThat(listing.size()).isEqualTo(100);
        assertThat(listing.path(0).path("headers").path("User-Agent").asString())
                .hasSizeLessThan(300)
                .endsWith("...");
        assertThat(log.lines()).hasSize(10).allMatch(line -> line.startsWith(LINE) && !line.contains("left out"));
        time.now.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
        RawHttp.refusal(port, Handshake.to("/other"));
        assertThat(log.lines())
                .hasSize(11)
                .last()
                .asString()
                .endsWith("(110 more of this reason were left out before)");
    }
}
