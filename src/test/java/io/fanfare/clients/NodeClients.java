package io.fanfare.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.Command;
import io.fanfare.testing.Missing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The scenarios of {@code src/test/node} with what they need, in a folder of their own. */
final class NodeClients {

    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path MODULE = Path.of("src/main/resources/io/fanfare/console/module");

    private final Path folder;

    private NodeClients(Path folder) {
        this.folder = folder;
    }

    /** Puts all into a folder below {@code target}, and what npm has to bring. */
    static NodeClients in(String name) throws IOException {
        Path folder = Path.of("target", name);
        copy(SOURCES, folder);
        copy(SOURCES.resolve("module"), folder.resolve("module"));
        copy(MODULE, folder);
        Command.Result installation =
                Command.of("npm", "ci", "--no-audit", "--no-fund").in(folder).run(Duration.ofMinutes(2));
        if (installation.exitCode() != 0) {
            throw Missing.because("npm could not install the clients:\n" + installation.output());
        }
        return new NodeClients(folder);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : files(from).toList()) {
            Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }

    /** The scenarios below {@code src/test/node}, each a run of Node's test runner. */
    static Stream<String> scenarios(String below, List<String> others) {
        try {
            return files(SOURCES.resolve(below))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".mjs") && !others.contains(name))
                    .sorted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command to be run beside them. */
    Command command(String... words) {
        return Command.of(words).in(folder);
    }

    /** A scenario to be run against the server on a port. */
    Command scenario(String name, int port) {
        return command("node", "--test", "--test-reporter=tap", name).with("FANFARE_URL", "http://127.0.0.1:" + port);
    }

    /** Runs a scenario, all of which must pass. */
    static void assertPasses(Command scenario) {
        assertPasses(scenario, Duration.ofMinutes(2));
    }

    /** The same within another time. */
    static void assertPasses(Command scenario, Duration patience) {
        assertThat(scenario.output(patience)).contains("# fail 0").doesNotContain("# pass 0");
    }
}
