package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Http;
import io.fanfare.testing.PrivateAuthority;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** How the broker and an instance know each other: by certificate, and by password. */
@RequiresCommand({"rabbitmq-server", "epmd"})
class UpstreamIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TLS_PORT = RabbitNode.freePort();
    private static final String[] ENCRYPTED = {
        "fanfare.broker.mode=relay", "fanfare.relay.addresses=localhost:" + TLS_PORT, "fanfare.relay.tls=true"
    };

    @TempDir
    private static Path folder;

    private static PrivateAuthority authority;
    private static RabbitNode node;

    @BeforeAll
    static void start() {
        authority = new PrivateAuthority(folder);
        node = RabbitNode.start(
                "stomp.listeners.ssl.1 = 127.0.0.1:" + TLS_PORT,
                "ssl_options.cacertfile = " + authority.authority(),
                "ssl_options.certfile = " + authority.certificate(),
                "ssl_options.keyfile = " + authority.key());
    }

    @AfterAll
    static void end() {
        node.close();
    }

    private static RelaySettings settings(String... properties) {
        Map<String, String> map = new HashMap<>();
        for (String property : properties) {
            int equals = property.indexOf('=');
            map.put(property.substring(0, equals), property.substring(equals + 1));
        }
        return new Binder(new MapConfigurationPropertySource(map)).bindOrCreate("fanfare.relay", RelaySettings.class);
    }

    private static FanfareInstance encrypted(String address) {
        return FanfareInstance.start(
                "fanfare.broker.mode=relay",
                "fanfare.relay.addresses=" + address,
                "fanfare.relay.tls=true",
                "fanfare.relay.ssl-bundle=upstream",
                "fanfare.relay.publish-timeout=1s",
                "spring.ssl.bundle.pem.upstream.truststore.certificate=file:" + authority.authority());
    }

    @Test
    void whoTrustsTheAuthorityConnects() {
        try (FanfareInstance instance = encrypted("localhost:" + TLS_PORT)) {
            assertThat(instance.bean(Relay.class).isReady()).isTrue();
            assertThat(Http.publish(instance.port(), "/topic/a", "0").body()).contains("\"position\":");
        }
    }

    @Test
    void whoDoesNotTrustItDoesNot() throws NoSuchAlgorithmException {
        Upstream upstream = new Upstream(settings(ENCRYPTED), SSLContext.getDefault());
        assertThatThrownBy(upstream::connect)
                .isInstanceOf(UpstreamException.class)
                .hasMessageContaining("localhost:" + TLS_PORT)
                .hasMessageContaining("certification path");
    }

    /** The certificate is trusted, and another host's. */
    @Test
    void whoFindsAnotherHostDoesNot() {
        try (FanfareInstance instance = encrypted("127.0.0.1:" + TLS_PORT)) {
            assertThat(instance.bean(Relay.class).isReady()).isFalse();
            assertThat(instance.bean(Relay.class).status().connections())
                    .allSatisfy(connection -> assertThat(connection.address()).isNull())
                    .anySatisfy(connection -> assertThat(connection.lastFault()).contains("127.0.0.1"));
        }
    }

    @Test
    void aNewPasswordIsReadFromItsFileForTheNextConnection(@TempDir Path secrets) throws IOException {
        Path file = Files.writeString(secrets.resolve("password"), "old\n");
        node.control("await_startup");
        node.control("add_user", "renewed", "old");
        node.control("set_permissions", "renewed", ".*", ".*", ".*");
        try (TcpProxy network = new TcpProxy(node.stompPort());
                FanfareInstance instance = FanfareInstance.start(
                        "fanfare.broker.mode=relay",
                        "fanfare.relay.addresses=127.0.0.1:" + network.port(),
                        "fanfare.relay.username=renewed",
                        "fanfare.relay.password-file=" + file)) {
            Relay relay = instance.bean(Relay.class);
            Http.publish(instance.port(), "/topic/a", "0");
            node.control("change_password", "renewed", "new");
            network.cut();
            await().atMost(PATIENCE)
                    .until(() -> relay.status().connections().stream()
                            .allMatch(connection ->
                                    String.valueOf(connection.lastFault()).contains("said")));
            Files.writeString(file, "new\n");
            await().atMost(PATIENCE).until(() -> relay.status().live());
            assertThat(Http.publish(instance.port(), "/topic/a", "1").body()).contains("\"position\":");
        }
    }
}
