package io.fanfare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A key store with a new certificate for {@code localhost} that its own key has signed. */
public final class SelfSigned {

    public static final String PASSWORD = "not-secret";

    private SelfSigned() {}

    /** Makes one in a folder of the build's, which is deleted with its content when the JVM ends, or else by the next {@code clean}. */
    public static Path keyStore() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "tls");
            Path store = folder.resolve("store.p12");
            Command.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "fanfare",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=dns:localhost,ip:127.0.0.1",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD)
                    .output(Duration.ofMinutes(1));
            // the last that is named goes first
            folder.toFile().deleteOnExit();
            store.toFile().deleteOnExit();
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
