package io.fanfare.presence;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused at start. */
class PresenceSettingsTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /user/a     | 5s     | must begin with /topic/
            /presence/a | 5s     | must begin with /topic/
            /topic/a..b | 5s     | is no pattern
            topic       | 5s     | is no pattern
            /topic/a    | -1s    | linger must be 0s to 10m
            /topic/a    | 601s   | linger must be 0s to 10m
            """)
    void aRuleThatCannotBeKept(String pattern, String linger, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PresenceSettings.Rule(pattern, false, Duration.parse("PT" + linger)))
                .withMessageStartingWith("fanfare.presence.rules: ")
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -1     | 200 | fanfare.presence.users must be 0 to 10000, not -1
            10001  | 200 | fanfare.presence.users must be
            10     | 9   | fanfare.presence.interval must be 10ms to 1m
            10     | 60001 | fanfare.presence.interval must be
            """)
    void aNumberOutOfBounds(int users, int interval, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PresenceSettings(List.of(), users, Duration.ofMillis(interval)))
                .withMessageStartingWith(reason);
    }

    @Test
    void theBoundsThemselvesAreTaken() {
        new PresenceSettings(
                List.of(new PresenceSettings.Rule("/topic/#", false, Duration.ofMinutes(10))),
                0,
                Duration.ofMillis(10));
        new PresenceSettings(
                List.of(new PresenceSettings.Rule("/topic/a", true, Duration.ZERO)), 10_000, Duration.ofMinutes(1));
    }
}
