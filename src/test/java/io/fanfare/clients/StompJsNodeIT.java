package io.fanfare.clients;

import static java.util.Objects.requireNonNull;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.RequiresCommand;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** stompjs and sockjs-client in Node: the scenarios of {@code src/test/node}, each file a run of Node's test runner. */
@RequiresCommand({"node", "npm"})
@FanfareServer("fanfare.stomp.heartbeat=200ms")
class StompJsNodeIT {

    private static @Nullable NodeClients clients;

    @LocalServerPort
    int port;

    @BeforeAll
    static void install() throws IOException {
        clients = NodeClients.in("node-clients");
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyScenarioPasses(String scenario) {
        NodeClients.assertPasses(requireNonNull(clients).scenario(scenario, port));
    }

    static Stream<String> scenarios() {
        return NodeClients.scenarios("", List.of("client.mjs"));
    }
}
