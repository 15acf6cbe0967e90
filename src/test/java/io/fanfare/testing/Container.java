package io.fanfare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A container of the image that {@code .ci/image} has built, on the network of this machine: the service as process 1, as the
 * image's user, on a file system that nobody can write to but {@code /tmp}.
 */
public final class Container implements AutoCloseable {

    private static final Path BUILT = Path.of("target", "image");

    /** The process stays in the group it is in. */
    private static final Path UNLIMITED = Path.of("/dev/null");

    /** In namespaces of its own; what is mounted there goes with its last process. */
    private static final String RUN = """
            root=$1 user=$2 folder=$3 group=$4; shift 4
            echo 0 >"$group" || exit 1
            mount --bind "$root" "$root" && mount -o remount,bind,ro "$root" && mount --rbind /dev "$root/dev" \\
              && mount --rbind /sys "$root/sys" && mount -t proc proc "$root/proc" && mount -t tmpfs tmpfs "$root/tmp" \\
              && exec chroot --userspec="$user" "$root" /bin/sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
            """;

    private final JsonNode configuration;
    private final Process process;
    private final FanfareProcess service;

    private Container(JsonNode configuration, Path group, Map<String, String> environment, List<String> arguments) {
        this.configuration = configuration;
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
        command.addAll(List.of("sh", "-c", RUN, "container", root().toString(), user(), folder(), group.toString()));
        configuration.get("Entrypoint").forEach(word -> command.add(word.asString()));
        command.addAll(arguments);
        this.process = new Command(command, Path.of(""), environment).start();
        this.service = new FanfareProcess(process);
    }

    /** Runs the image with this environment and these arguments, and waits until the service is ready. */
    public static Container run(Map<String, String> environment, String... arguments) {
        return run(UNLIMITED, environment, arguments);
    }

    /** The same with no more memory than the group has. */
    public static Container run(MemoryGroup group, Map<String, String> environment, String... arguments) {
        return run(group.processes(), environment, arguments);
    }

    private static Container run(Path group, Map<String, String> environment, String... arguments) {
        if (!Files.isReadable(BUILT.resolve("config.json"))) {
            throw Missing.because("the image is not built: run .ci/image as root");
        }
        try {
            JsonNode image = JsonMapper.shared().readTree(Files.readString(BUILT.resolve("config.json")));
            return new Container(image.at("/Docker/config"), group, environment, List.of(arguments));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The exit code of the image's health check, told where the service listens. */
    public int health(int port) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--mount", "--pid", "--root", "--wd"));
        command.addAll(List.of("--target", Long.toString(main().pid())));
        configuration.at("/Healthcheck/Test").valueStream().skip(1).forEach(word -> command.add(word.asString()));
        return new Command(command, Path.of(""), Map.of("SERVER_PORT", Integer.toString(port)))
                .run(Duration.ofSeconds(10))
                .exitCode();
    }

    /** What the kernel says about the service's process: the file of this name below {@code /proc}. */
    public String kernel(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(main().pid()), file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Asks process 1 to stop, as a container's host does (SIGTERM). */
    public void terminate() {
        main().destroy();
    }

    public FanfareProcess service() {
        return service;
    }

    private ProcessHandle main() {
        return process.children().findFirst().orElseThrow();
    }

    private static Path root() {
        try {
            return BUILT.resolve("root").toRealPath();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String user() {
        return configuration.get("User").asString();
    }

    private String folder() {
        return configuration.get("WorkingDir").asString();
    }

    /** Ends it at once. */
    @Override
    public void close() {
        process.children().forEach(ProcessHandle::destroyForcibly);
        service.close();
    }
}
