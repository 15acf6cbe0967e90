package io.fanfare.ops;

import static io.fanfare.ops.Extra.OPERATORS;
import static io.fanfare.ops.Extra.RELAY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class ExtraTests {

    @Test
    void choicesAreAllThereAre() {
        assertThat(Extra.choices())
                .containsExactly(Set.of(), Set.of(RELAY), Set.of(OPERATORS), Set.of(RELAY, OPERATORS));
        assertThat(Extra.choices().stream().map(Extra::name))
                .containsExactly("", "Relay", "Operators", "RelayOperators");
    }

    @Test
    void settingsAskForThem() {
        assertThat(of()).isEmpty();
        assertThat(of("management.server.port", "8080", "fanfare.broker.mode", "embedded"))
                .isEmpty();
        assertThat(of("management.server.port", "-1")).isEmpty();
        assertThat(of("management.server.port", "${nowhere}", "fanfare.broker.mode", "${nowhere}"))
                .isEmpty();
        assertThat(of("management.server.port", "none")).isEmpty();
        assertThat(of("management.server.port", "0")).containsExactly(OPERATORS);
        assertThat(of("server.port", "8081", "management.server.port", "8081")).isEmpty();
        assertThat(of("fanfare.broker.mode", "Relay", "management.server.port", "9001"))
                .containsExactly(RELAY, OPERATORS);
    }

    private static Set<Extra> of(String... settings) {
        StandardEnvironment environment = new StandardEnvironment();
        for (int i = 0; i < settings.length; i += 2) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(settings[i], Map.of(settings[i], settings[i + 1])));
        }
        return Extra.of(environment);
    }
}
