package io.fanfare.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.Command;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Missing;
import io.fanfare.testing.RequiresCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** stompjs and sockjs-client in Node: the scenarios of {@code src/test/node}, each file a run of Node's test runner. */
@RequiresCommand({"node", "npm"})
@FanfareServer("fanfare.stomp.heartbeat=200ms")
class StompJsNodeIT {

    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path FOLDER = Path.of("target/node-clients");

    @LocalServerPort
    int port;

    @BeforeAll
    static void install() throws IOException {
        Files.createDirectories(FOLDER);
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Command.Result installation =
                Command.of("npm", "ci", "--no-audit", "--no-fund").in(FOLDER).run(Duration.ofMinutes(2));
        if (installation.exitCode() != 0) {
            throw Missing.because("npm could not install the clients:\n" + installation.output());
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyScenarioPasses(String scenario) {
        String output = Command.of("node", "--test", "--test-reporter=tap", scenario)
                .in(FOLDER)
                .with("FANFARE_URL", "http://127.0.0.1:" + port)
                .output(Duration.ofMinutes(2));
        assertThat(output).contains("# fail 0").doesNotContain("# pass 0");
    }

    static Stream<String> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            return names.stream().filter(name -> name.endsWith(".mjs") && !name.equals("client.mjs"));
        }
    }
}
