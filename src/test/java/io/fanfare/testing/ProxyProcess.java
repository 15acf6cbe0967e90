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
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.TimeUnit;

/**
 * A real proxy as a single process in the foreground, on a free port of 127.0.0.1, with a configuration of the test's own.
 * It ends TLS, where it is told to, with {@link TestCertificate}.
 */
public final class ProxyProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(5);
    private static final Duration END = Duration.ofSeconds(10);
    private static final Path TEMPLATES = Path.of("src/test/resources/proxies");

    private final Process process;
    private final Path output;
    private final int port;

    private ProxyProcess(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /**
     * Starts nginx.
     *
     * @param folder empty, for this process alone
     * @param server where it leads, as {@code host:port}
     * @param rules what is below {@code http}; {@code {port}}, {@code {server}} and {@code {folder}} are filled in
     */
    public static ProxyProcess nginx(Path folder, String server, String rules) {
        return start(folder, server, "nginx.conf", rules, "nginx", "-e", "stderr", "-c");
    }

    /** Starts Apache httpd with these rules in the main server; the rest as {@link #nginx}. */
    public static ProxyProcess apache(Path folder, String server, String rules) {
        return start(folder, server, "apache.conf", rules, "apache2", "-X", "-f");
    }

    /** Starts HAProxy with these sections; the rest as {@link #nginx}. */
    public static ProxyProcess haproxy(Path folder, String server, String rules) {
        return start(folder, server, "haproxy.cfg", rules, "haproxy", "-db", "-f");
    }

    private static ProxyProcess start(Path folder, String server, String template, String rules, String... command) {
        try {
            TestCertificate.writeTo(folder.resolve("certificate.pem"));
            int port = freePort();
            String text = fill(
                    Files.readString(TEMPLATES.resolve(template)).replace("{rules}", rules),
                    Map.of("port", port, "server", server, "folder", folder));
            Path configuration = Files.writeString(folder.resolve(template), text);
            Path output = folder.resolve("output");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.command().add(configuration.toString());
            return new ProxyProcess(builder.start(), output, port).started(text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String fill(String template, Map<String, Object> values) {
        String text = template;
        for (Entry<String, Object> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue().toString());
        }
        return text;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private ProxyProcess started(String configuration) {
        try {
            await().atMost(START).pollInterval(BETWEEN_TRIES).until(() -> accepts() || !process.isAlive());
            if (!process.isAlive()) {
                throw new AssertionError("it did not start: " + output() + "\nwith\n" + configuration);
            }
            return this;
        } catch (RuntimeException | AssertionError failure) {
            close();
            throw failure;
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return process.isAlive() && socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** What it has complained about so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends it, and waits until it has ended. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(process + " did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
