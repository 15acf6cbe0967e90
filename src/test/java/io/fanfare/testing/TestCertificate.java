package io.fanfare.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The certificate by which proxies under test end TLS, and sockets that trust it alone. */
public final class TestCertificate {

    private static final String ALIAS = "fanfare";
    private static final KeyStore STORE = load(SelfSigned.keyStore());

    private TestCertificate() {}

    /** Writes the key and the certificate into one file, as proxies read them. */
    static void writeTo(Path file) throws IOException {
        try {
            byte[] key = STORE.getKey(ALIAS, SelfSigned.PASSWORD.toCharArray()).getEncoded();
            byte[] certificate = STORE.getCertificate(ALIAS).getEncoded();
            Files.writeString(file, pem("PRIVATE KEY", key) + pem("CERTIFICATE", certificate));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** For clients. */
    static SSLSocketFactory socketFactory() {
        return trusting(STORE);
    }

    /** For clients that trust the certificate in this store of {@link SelfSigned} alone. */
    public static SSLSocketFactory trusting(Path store) {
        return trusting(load(store));
    }

    private static SSLSocketFactory trusting(KeyStore store) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static KeyStore load(Path store) {
        try {
            return KeyStore.getInstance(store.toFile(), SelfSigned.PASSWORD.toCharArray());
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }
}
