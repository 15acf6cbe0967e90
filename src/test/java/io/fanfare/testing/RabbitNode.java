package io.fanfare.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A private RabbitMQ node that speaks STOMP, on free ports of 127.0.0.1 and in a folder of its own; with others it may be one
 * of a cluster. Nothing of an installed server is touched. Debian's package {@code rabbitmq-server} has to be there.
 */
public final class RabbitNode implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration COMMAND = Duration.ofMinutes(1);
    private static final Duration END = Duration.ofSeconds(30);
    private static final Path INSTALLED = Path.of("/usr/lib/rabbitmq/lib");

    private final Path home;
    private final Path folder;
    private final String name;
    private final Epmd epmd;
    private final int amqpPort = freePort();
    private final int stompPort = freePort();
    private final int mqttPort = freePort();
    private final Map<String, String> environment = new HashMap<>();
    private Process process;

    /** Where Erlang's nodes find each other: a process of our own, so that nothing is left behind. */
    private static final class Epmd {
        private final int port = freePort();
        private final Process process = Command.of("epmd", "-port", Integer.toString(port), "-address", "127.0.0.1")
                .start();
        private int users;
    }

    private RabbitNode(Path home, String name, Epmd epmd, List<String> cluster, List<String> more) {
        this.home = home;
        this.folder = home.resolve(name);
        this.name = name;
        this.epmd = epmd;
        epmd.users++;
        try {
            Files.createDirectories(folder.resolve("mnesia"));
            Files.writeString(folder.resolve("plugins"), "[rabbitmq_stomp,rabbitmq_stream,rabbitmq_mqtt].");
            Files.writeString(folder.resolve("rabbitmq.conf"), configuration(cluster, more));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        environment();
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(this::endWithTheTests));
    }

    /** For whoever failed before it could be closed. */
    private void endWithTheTests() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        epmd.process.destroyForcibly();
    }

    /** Starts one, and waits until it takes connections. */
    public static RabbitNode start() {
        return cluster(1).getFirst();
    }

    /** Starts one with more lines in its configuration. */
    public static RabbitNode start(String... configuration) {
        return cluster(1, List.of(configuration)).getFirst();
    }

    /** Starts so many that form a cluster, and waits until all take connections. */
    public static List<RabbitNode> cluster(int size) {
        return cluster(size, List.of());
    }

    private static List<RabbitNode> cluster(int size, List<String> more) {
        Path home = temporaryFolder();
        Epmd epmd = new Epmd();
        List<String> names = IntStream.rangeClosed(1, size)
                .mapToObj(number -> "fanfare" + number + "-" + epmd.port)
                .toList();
        List<RabbitNode> nodes = new ArrayList<>();
        try {
            names.forEach(name -> nodes.add(new RabbitNode(home, name, epmd, size == 1 ? List.of() : names, more)));
            nodes.forEach(RabbitNode::awaitStart);
            return nodes;
        } catch (RuntimeException | AssertionError failure) {
            nodes.forEach(RabbitNode::close);
            throw failure;
        }
    }

    private String configuration(List<String> cluster, List<String> more) {
        StringBuilder text = new StringBuilder("""
                listeners.tcp.1 = 127.0.0.1:%d
                stomp.listeners.tcp.1 = 127.0.0.1:%d
                stream.listeners.tcp.1 = 127.0.0.1:%d
                mqtt.listeners.tcp.1 = 127.0.0.1:%d
                disk_free_limit.absolute = 50MB
                vm_memory_high_watermark.absolute = 512MB
                log.file.level = warning
                """.formatted(amqpPort, stompPort, freePort(), mqttPort));
        more.forEach(line -> text.append(line).append('\n'));
        if (!cluster.isEmpty()) {
            text.append("cluster_formation.peer_discovery_backend = classic_config\n")
                    .append("cluster_formation.randomized_startup_delay_range.min = 0\n")
                    .append("cluster_formation.randomized_startup_delay_range.max = 1\n");
            IntStream.range(0, cluster.size())
                    .forEach(i -> text.append("cluster_formation.classic_config.nodes.%d = %s@localhost%n"
                            .formatted(i + 1, cluster.get(i))));
        }
        return text.toString();
    }

    private void environment() {
        environment.put("HOME", home.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("ERL_EPMD_PORT", Integer.toString(epmd.port));
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_NODENAME", name + "@localhost");
        environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_NODE_PORT", Integer.toString(amqpPort));
        environment.put("RABBITMQ_DIST_PORT", Integer.toString(freePort()));
        environment.put("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString());
        environment.put("RABBITMQ_LOG_BASE", folder.resolve("log").toString());
        environment.put("RABBITMQ_PID_FILE", folder.resolve("pid").toString());
        environment.put("RABBITMQ_CONF_ENV_FILE", "/dev/null");
        environment.put(
                "RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString());
        environment.put("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString());
        environment.put(
                "RABBITMQ_GENERATED_CONFIG_DIR", folder.resolve("config").toString());
        environment.put("RABBITMQ_SCHEMA_DIR", folder.resolve("schema").toString());
        environment.put(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -start_epmd false");
    }

    private Process launch() {
        Command command = command("rabbitmq-server");
        ProcessBuilder builder = new ProcessBuilder(command.words())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output").toFile()));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The scripts on the path would change the user; these do not. */
    private Command command(String... words) {
        try (Stream<Path> servers = Files.list(INSTALLED)) {
            Path server = servers.filter(each -> each.getFileName().toString().startsWith("rabbitmq_server-"))
                    .findFirst()
                    .orElseThrow();
            List<String> all = new ArrayList<>(List.of(words));
            all.set(0, server.resolve("sbin").resolve(words[0]).toString());
            return new Command(all, Path.of(""), environment);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void awaitStart() {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> (accepts(stompPort) && accepts(amqpPort)) || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("RabbitMQ did not start: " + output());
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    /** Where it speaks STOMP, as {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + stompPort;
    }

    public int stompPort() {
        return stompPort;
    }

    public int mqttPort() {
        return mqttPort;
    }

    public int amqpPort() {
        return amqpPort;
    }

    /** Runs {@code rabbitmqctl} on it, and returns what that says. */
    public String control(String... arguments) {
        List<String> words = new ArrayList<>(List.of("rabbitmqctl"));
        words.addAll(List.of(arguments));
        return command(words.toArray(String[]::new)).output(COMMAND);
    }

    /** Stops it in good order. */
    public void stop() {
        end(false);
    }

    /** Ends it at once, as a crash would. */
    public void kill() {
        end(true);
    }

    private void end(boolean atOnce) {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(each -> {
            if (atOnce) {
                each.destroyForcibly();
            }
        });
        process.destroy();
        for (ProcessHandle each : all) {
            try {
                each.onExit().get(END.toSeconds(), TimeUnit.SECONDS);
            } catch (Exception late) {
                each.destroyForcibly();
            }
        }
    }

    /** Starts it again, with all it holds. */
    public void restart() {
        process = launch();
        awaitStart();
    }

    /** Ends it, and with the last of a cluster whatever belongs to it. */
    @Override
    public void close() {
        end(true);
        if (--epmd.users == 0) {
            epmd.process.destroyForcibly();
            delete(home);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("fanfare-rabbit");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A port of 127.0.0.1 where nobody listens now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
