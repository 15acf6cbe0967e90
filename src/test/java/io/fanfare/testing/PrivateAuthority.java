package io.fanfare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority that nobody knows, and the certificate of a server named {@code localhost} which it has signed; as PEM files. */
public final class PrivateAuthority {

    private static final String PASSWORD = "not-secret";

    private final Path folder;

    /** @param folder to write to */
    public PrivateAuthority(Path folder) {
        this.folder = folder;
        keytool("authority", "-genkeypair", "-keyalg", "EC", "-dname", "CN=authority", "-ext", "bc:c=ca:true");
        keytool("server", "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost");
        keytool("server", "-certreq", "-file", file("request").toString());
        keytool(
                "authority",
                "-gencert",
                "-infile",
                file("request").toString(),
                "-outfile",
                file("signed").toString(),
                "-ext",
                "SAN=dns:localhost");
        keytool("server", "-importcert", "-noprompt", "-file", file("signed").toString());
        write();
    }

    /** All keys are in one store, since what is signed is imported behind who signed it. */
    private void keytool(String alias, String... words) {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        all.addAll(List.of(words));
        all.addAll(List.of(
                "-alias",
                alias,
                "-keystore",
                file("store").toString(),
                "-storepass",
                PASSWORD,
                "-storetype",
                "PKCS12"));
        Command.of(all.toArray(String[]::new)).output(Duration.ofMinutes(1));
    }

    private void write() {
        try {
            KeyStore store = KeyStore.getInstance(file("store").toFile(), PASSWORD.toCharArray());
            byte[] key = store.getKey("server", PASSWORD.toCharArray()).getEncoded();
            Files.writeString(key(), pem("PRIVATE KEY", key));
            Files.writeString(
                    certificate(),
                    pem("CERTIFICATE", store.getCertificate("server").getEncoded()));
            Files.writeString(
                    authority(),
                    pem("CERTIFICATE", store.getCertificate("authority").getEncoded()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    /** What who trusts this authority has to know. */
    public Path authority() {
        return file("authority.pem");
    }

    /** The server's. */
    public Path certificate() {
        return file("certificate.pem");
    }

    /** The server's. */
    public Path key() {
        return file("key.pem");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
