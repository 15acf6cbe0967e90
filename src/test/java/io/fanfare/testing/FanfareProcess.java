package io.fanfare.testing;

import io.fanfare.FanfareApplication;
import java.io.File;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The whole service in profile {@code dev} as a process of its own, on a free port, without what belongs to tests. */
public final class FanfareProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Pattern READY = Pattern.compile("Ready on port (\\d+)");

    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int port;
    private boolean ended;

    /** One that has just been started, however it was; waits until it is ready. */
    FanfareProcess(Process process) {
        this.process = process;
        Thread.ofVirtual().name("fanfare-process-output").start(this::readAll);
        this.port = Integer.parseInt(await(READY, START).group(1));
    }

    /** Starts it with these properties ({@code key=value}) and waits until it is ready. */
    public static FanfareProcess start(String... properties) {
        return startAt(0, properties);
    }

    /** The same on a port of one's choice. */
    public static FanfareProcess startAt(int port, String... properties) {
        return start(java(), port, properties);
    }

    /** The jar that the build has made, with these options for Java; waits until it is ready. */
    public static FanfareProcess ofJar(List<String> options, String... properties) {
        List<String> launcher = new ArrayList<>(List.of(java().getFirst(), "-XX:TieredStopAtLevel=1"));
        launcher.addAll(options);
        launcher.addAll(List.of("-jar", "target/fanfare.jar"));
        return start(launcher, 0, properties);
    }

    private static FanfareProcess start(List<String> launcher, int port, String... properties) {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of("--spring.profiles.active=dev", "--server.port=" + port));
        for (String property : properties) {
            command.add("--" + property);
        }
        return new FanfareProcess(new Command(command, Path.of(""), Map.of()).start());
    }

    /** Starts it outside profile {@code dev}, with this environment besides one's own, and waits until it is ready. */
    public static FanfareProcess with(Map<String, String> environment) {
        return new FanfareProcess(new Command(java(), Path.of(""), environment).start());
    }

    /** The words of a command line that run the service, without arguments. */
    public static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                FanfareApplication.class.getName());
    }

    private static String classPath() {
        String tests = Path.of(URI.create(FanfareProcess.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).toString().equals(tests))
                .collect(Collectors.joining(File.pathSeparator));
    }

    public int port() {
        return port;
    }

    /** Asks it to stop, as an operator or a container's host does (SIGTERM), and goes on reading what it prints. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Ends it as a crash would (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
    }

    /** Its exit code, once it has ended by itself. */
    public int awaitExit(Duration patience) {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("it did not end in " + patience + "; " + output());
    }

    /** What it has printed so far. */
    public String output() {
        lock.lock();
        try {
            return String.join("\n", output);
        } finally {
            lock.unlock();
        }
    }

    /** The first line in which this is found, printed or still to come. */
    public Matcher await(Pattern pattern, Duration patience) {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (nanos > 0) {
                for (String line : output) {
                    Matcher matcher = pattern.matcher(line);
                    if (matcher.find()) {
                        return matcher;
                    }
                }
                nanos = ended ? 0 : changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        close();
        throw new AssertionError("it did not print " + pattern + "; " + output());
    }

    private void readAll() {
        try {
            process.inputReader().lines().forEach(line -> change(() -> output.add(line)));
        } catch (UncheckedIOException end) {
            change(() -> output.add(end.toString()));
        }
        change(() -> ended = true);
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it at once, if it has not ended. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
