package io.fanfare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program to be run, as a person would type it.
 *
 * @param folder where it runs
 * @param environment what it finds there beside the JVM's own
 */
public record Command(List<String> words, Path folder, Map<String, String> environment) {

    /** Runs in the current folder. */
    public static Command of(String... words) {
        return new Command(List.of(words), Path.of(""), Map.of());
    }

    /** The same in another folder. */
    public Command in(Path other) {
        return new Command(words, other, environment);
    }

    /** The same with one more variable. */
    public Command with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Command(words, folder, more);
    }

    /** Starts it; standard error joins standard output. */
    public Process start() {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .directory(folder.toAbsolutePath().toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Runs it to its end, which must come within the time. */
    public Result run(Duration patience) {
        Process process = start();
        Thread reaper = Thread.ofVirtual().start(() -> destroyAfter(process, patience));
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        } finally {
            reaper.interrupt();
            destroy(process);
        }
    }

    /** Runs it to its end, which must be a success, and returns what it wrote. */
    public String output(Duration patience) {
        Result result = run(patience);
        if (result.exitCode() != 0) {
            throw new AssertionError(
                    String.join(" ", words) + " ended with " + result.exitCode() + ":\n" + result.output());
        }
        return result.output();
    }

    private static void destroyAfter(Process process, Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                destroy(process);
            }
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        }
    }

    private static void destroy(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** How a program ended, and what it wrote. */
    public record Result(int exitCode, String output) {}
}
