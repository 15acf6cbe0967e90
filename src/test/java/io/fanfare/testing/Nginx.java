package io.fanfare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real nginx before a service, on a free port, with what it needs in a folder of its own. */
public final class Nginx implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final int port;
    private final Path folder;
    private final Process process;

    /**
     * Starts it and waits until it listens.
     *
     * @param location directives of the location that leads to the service, besides {@code proxy_pass}
     */
    public Nginx(int servicePort, String location) {
        this(List.of(servicePort), location);
    }

    /** The same before several instances, each in its turn. */
    public Nginx(List<Integer> servicePorts, String location) {
        try {
            port = freePort();
            folder = Files.createTempDirectory("fanfare-nginx");
            Path configuration =
                    Files.writeString(folder.resolve("nginx.conf"), configuration(port, servicePorts, location));
            process = Command.of(
                            Programs.find("nginx").orElseThrow().toString(),
                            "-e",
                            folder.resolve("error.log").toString(),
                            "-p",
                            folder.toString(),
                            "-c",
                            configuration.toString())
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        await();
    }

    public int port() {
        return port;
    }

    private static String configuration(int port, List<Integer> servicePorts, String location) {
        String servers = servicePorts.stream()
                .map(each -> "server 127.0.0.1:" + each + " max_fails=0;")
                .collect(Collectors.joining(" "));
        return """
                daemon off;
                pid nginx.pid;
                master_process off;
                events { worker_connections 20000; }
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  upstream localhost { %s }
                  server {
                    listen 127.0.0.1:%d;
                    location / {
                      proxy_pass http://localhost;
                      %s
                    }
                  }
                }
                """.formatted(servers, port, location);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void await() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!isListening()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                String said = said();
                close();
                throw new AssertionError("nginx does not listen: " + said);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("error.log"));
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    /** Ends it, and leaves no file behind. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            delete(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
