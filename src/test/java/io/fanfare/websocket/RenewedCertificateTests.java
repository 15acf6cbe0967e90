package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.LogLines;
import io.fanfare.testing.SelfSigned;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that is renewed while the service runs, by a bundle of Spring's. */
class RenewedCertificateTests {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path FIRST = SelfSigned.keyStore();
    private static final Path SECOND = SelfSigned.keyStore();

    @TempDir
    Path folder;

    @Test
    void whoConnectsIsShownTheRenewedOneAndWhoIsConnectedStays() throws IOException {
        Path store = Files.copy(FIRST, folder.resolve("store.p12"));
        try (FanfareInstance server = start(store);
                StompTestClient before = open(server, FIRST)) {
            before.subscribe("1", "/topic/tls");
            Files.copy(SECOND, store, StandardCopyOption.REPLACE_EXISTING);
            await().atMost(SOON).ignoreExceptions().until(() -> isServed(server, SECOND));
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> open(server, FIRST))
                    .withCauseInstanceOf(SSLHandshakeException.class);
            hears(before, server, SECOND, "renewed");
            try (LogLines log = new LogLines("io.fanfare.http.RenewedCertificates")) {
                Files.writeString(store, "no key store");
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.contains("cannot be used")));
            }
            hears(before, server, SECOND, "broken");
        }
    }

    private static FanfareInstance start(Path store) {
        return FanfareInstance.start(
                "server.ssl.bundle=web",
                "spring.ssl.bundle.jks.web.reload-on-update=true",
                "spring.ssl.bundle.watch.file.quiet-period=200ms",
                "spring.ssl.bundle.jks.web.keystore.location=file:" + store,
                "spring.ssl.bundle.jks.web.keystore.password=" + SelfSigned.PASSWORD);
    }

    private static StompTestClient open(FanfareInstance server, Path trusted) {
        StompTestClient client =
                StompTestClient.openSecurely(server.port(), Handshake.to("/ws"), TestCertificate.trusting(trusted));
        client.handshake("1.2");
        return client;
    }

    private static boolean isServed(FanfareInstance server, Path trusted) {
        try (StompTestClient client = open(server, trusted)) {
            return client.barrier().isEmpty();
        }
    }

    private static void hears(StompTestClient before, FanfareInstance server, Path trusted, String text) {
        try (StompTestClient after = open(server, trusted)) {
            after.send("SEND\ndestination:/topic/tls\n\n" + text + "\0");
            assertThat(before.expect("MESSAGE").text()).isEqualTo(text);
        }
    }
}
