package io.fanfare.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.Command;
import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.RequiresCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The ES module in Node: the scenarios of {@code src/test/node/module}, each file a run of Node's test runner. */
@RequiresCommand({"node", "npm"})
@FanfareServer({
    "fanfare.history.rules[0].pattern=/topic/short.#",
    "fanfare.history.rules[0].size=3",
    "fanfare.history.rules[1].pattern=/topic/#",
    "fanfare.history.rules[1].size=1000"
})
class ModuleNodeIT {

    private static final String RESTART = "restarting.mjs";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static @Nullable NodeClients clients;

    @LocalServerPort
    int port;

    @BeforeAll
    static void install() throws IOException {
        clients = NodeClients.in("node-module");
    }

    private static NodeClients clients() {
        return requireNonNull(clients);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyScenarioPasses(String scenario) {
        NodeClients.assertPasses(clients().scenario("module/" + scenario, port));
    }

    static Stream<String> scenarios() {
        return NodeClients.scenarios("module", List.of("module.mjs", "script.mjs", "chaos.mjs", RESTART));
    }

    /** The instance stops while the client is connected; the client's line then leads to this one. */
    @Test
    void comesBackToAnotherInstanceWhenItsOwnStops() throws InterruptedException {
        try (FanfareProcess first = FanfareProcess.start()) {
            Command scenario = clients()
                    .scenario("module/" + RESTART, first.port())
                    .with("FANFARE_OTHER", "http://127.0.0.1:" + port);
            Thread stop = Thread.ofVirtual().start(() -> stopWhenHeard(first));
            NodeClients.assertPasses(scenario);
            stop.join();
            assertThat(first.awaitExit(PATIENCE)).isEqualTo(143);
        }
    }

    /** The scenario publishes to this destination when it is ready. */
    private static void stopWhenHeard(FanfareProcess server) {
        await().atMost(PATIENCE)
                .until(() ->
                        Http.get(server.port(), "/actuator/destinations").body().contains("/topic/ready"));
        server.terminate();
    }

    @Test
    void theTypesFitTheWayItIsUsed() {
        String output = clients()
                .command(
                        "npx",
                        "tsc",
                        "--noEmit",
                        "--strict",
                        "--target",
                        "es2022",
                        "--module",
                        "nodenext",
                        "module/usage.mts")
                .output(PATIENCE);
        assertThat(output).isEmpty();
    }
}
