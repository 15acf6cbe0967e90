package io.fanfare.http;

import java.security.KeyStore;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jetty.JettyServerCustomizer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Shows a renewed certificate to whoever connects from then on; who is connected stays. Spring Boot does so for other
 * containers, and for Jetty not.
 */
final class RenewedCertificates implements JettyServerCustomizer {

    private static final Logger log = LoggerFactory.getLogger(RenewedCertificates.class);

    private final String name;
    private final SslBundles bundles;

    /** @param name of the bundle that has the certificate */
    RenewedCertificates(String name, SslBundles bundles) {
        this.name = name;
        this.bundles = bundles;
    }

    @Override
    public void customize(Server server) {
        for (Connector connector : server.getConnectors()) {
            SslConnectionFactory tls = connector.getConnectionFactory(SslConnectionFactory.class);
            if (tls != null) {
                bundles.addBundleUpdateHandler(name, renewed -> renew(tls.getSslContextFactory(), renewed));
            }
        }
    }

    private void renew(SslContextFactory.Server tls, SslBundle renewed) {
        try {
            renewed.createSslContext();
            KeyStore keys = renewed.getStores().getKeyStore();
            KeyStore trusted = renewed.getStores().getTrustStore();
            String password = renewed.getStores().getKeyStorePassword();
            String keyPassword = renewed.getKey().getPassword();
            tls.reload(factory -> set(factory, keys, trusted, password, keyPassword));
            log.info("New connections are shown the renewed certificate of the bundle {}", name);
        } catch (Exception e) {
            log.error("The renewed certificate of the bundle {} cannot be used; the one before still is", name, e);
        }
    }

    private static void set(
            SslContextFactory factory,
            @Nullable KeyStore keys,
            @Nullable KeyStore trusted,
            @Nullable String password,
            @Nullable String keyPassword) {
        factory.setKeyStore(keys);
        factory.setTrustStore(trusted);
        if (password != null) {
            factory.setKeyStorePassword(password);
        }
        if (keyPassword != null) {
            factory.setKeyManagerPassword(keyPassword);
        }
    }
}
