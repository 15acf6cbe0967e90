package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Topics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Ids are remembered of the last events only ({@code fanfare.history.ids}). */
@FanfareServer("fanfare.history.ids=3")
class RememberedIdsTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    private Rest rest;

    @BeforeEach
    void connect() {
        rest = new Rest(port);
    }

    @Test
    void theOldestIsForgottenWhenThereAreTooMany() {
        for (String id : new String[] {"a", "b", "c"}) {
            assertThat(isDuplicate(id)).isFalse();
        }
        rest.raw(topic, "without an id").isAccepted();
        assertThat(isDuplicate("a")).isTrue();
        assertThat(isDuplicate("d")).isFalse();
        assertThat(isDuplicate("b")).isTrue();
        assertThat(isDuplicate("a")).isFalse();
        assertThat(isDuplicate("b")).isFalse();
    }

    @Test
    void eachDestinationCounts() {
        String many = "{\"destinations\":[\"D.a\",\"D.b\",\"D.c\"],\"payload\":1,\"id\":\"many\"}".replace("D", topic);
        assertThat(isDuplicate("x")).isFalse();
        assertThat(rest.event(many).json().get(0).has("duplicate")).isFalse();
        assertThat(rest.event(many).json().get(0).path("duplicate").asBoolean()).isTrue();
        assertThat(isDuplicate("x")).isFalse();
        assertThat(rest.event(many).json().get(0).has("duplicate")).isFalse();
    }

    private boolean isDuplicate(String id) {
        return rest.raw(topic, "x", "Idempotency-Key", id)
                .isAccepted()
                .json()
                .path("duplicate")
                .asBoolean(false);
    }
}
