package io.fanfare.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.Command;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.SelfSigned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The handshake as curl sends it over TLS, where HTTP/2 is spoken unless it is told otherwise. */
@RequiresCommand("curl")
@FanfareServer("server.http2.enabled=true")
class CurlHttp2IT {

    private static final Path KEY_STORE = SelfSigned.keyStore();

    @DynamicPropertySource
    static void tls(DynamicPropertyRegistry registry) {
        registry.add("server.ssl.key-store", KEY_STORE::toString);
        registry.add("server.ssl.key-store-password", () -> SelfSigned.PASSWORD);
    }

    @LocalServerPort
    int port;

    private String curl(String... options) {
        List<String> command = Stream.concat(
                        Stream.of("curl", "--silent", "--include", "--insecure", "--max-time", "2"),
                        Stream.concat(Stream.of(options), Stream.of("https://localhost:" + port + "/ws")))
                .toList();
        return Command.of(command.toArray(String[]::new))
                .run(Duration.ofSeconds(20))
                .output();
    }

    private String handshake(String version) {
        return curl(
                version,
                "--header",
                "Connection: Upgrade",
                "--header",
                "Upgrade: websocket",
                "--header",
                "Sec-WebSocket-Version: 13",
                "--header",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    }

    @Test
    void isToldWhatTheEndpointIs() {
        assertThat(curl("--http2")).contains("HTTP/2 426", "fanfare-handshake: not-an-upgrade", "\"fix\":");
    }

    @Test
    void isToldThatHttp2KnowsNoUpgrade() {
        assertThat(handshake("--http2"))
                .contains("HTTP/2 426", "fanfare-handshake: upgrade-stripped", "RFC 8441", "curl does with --http1.1");
    }

    @Test
    void opensOverHttp11() {
        assertThat(handshake("--http1.1"))
                .contains("HTTP/1.1 101", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
