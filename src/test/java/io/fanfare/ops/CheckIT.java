package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.Command;
import io.fanfare.testing.FanfareProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code java -jar fanfare.jar check} says of settings. */
class CheckIT {

    @Test
    void rightSettingsAreRight() {
        Command.Result result = check("--spring.profiles.active=dev", "--fanfare.stomp.path=/push");
        assertThat(result.output()).isEqualTo("These settings are right.\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void wrongOnesAreSaidInASentence() {
        Command.Result result = check("--fanfare.stomp.hartbeat=1s");
        assertThat(result.output())
                .contains("There is no setting fanfare.stomp.hartbeat; the nearest is fanfare.stomp.heartbeat.")
                .doesNotContain("\tat ", "are right");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void aRateThatNobodyCanHaveIsWrong() {
        Command.Result result = check("--fanfare.limits.publishes-per-second=2000000000");
        assertThat(result.output())
                .contains("fanfare.limits.publishes-per-second must be at most 1000000000")
                .doesNotContain("\tat ", "are right");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    /** A service with these settings may well be running. */
    @Test
    void nothingListens() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Command.Result result = check("--spring.profiles.active=dev", "--server.port=" + taken.getLocalPort());
            assertThat(result.exitCode()).as(result.output()).isZero();
        }
    }

    private static Command.Result check(String... arguments) {
        List<String> words = new ArrayList<>(FanfareProcess.java());
        words.add(Check.COMMAND);
        words.addAll(List.of(arguments));
        return Command.of(words.toArray(String[]::new)).run(Duration.ofMinutes(1));
    }
}
