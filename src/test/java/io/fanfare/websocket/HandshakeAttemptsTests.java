package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the diagnosis page can learn of handshakes that it tried. */
@FanfareServer
class HandshakeAttemptsTests {

    private final String id = randomId();

    @LocalServerPort
    int port;

    private static String randomId() {
        byte[] bytes = new byte[16];
        RandomGenerator.getDefault().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private Handshake attempt() {
        return Handshake.to("/ws?attempt=" + id);
    }

    private Handshake.Answer refused(Handshake handshake) {
        try (StompTestClient client = StompTestClient.open(port, handshake)) {
            throw new AssertionError("taken: " + client.handshakeAnswer());
        } catch (Handshake.Refused refused) {
            return refused.answer();
        }
    }

    private HttpResponse<String> ask(String about) {
        return Http.get(port, "/ws?about-attempt=" + about);
    }

    @Test
    void oneThatArrivedWithoutItsUpgradeIsTold() {
        int status = refused(
                        attempt().without("Upgrade").with("Connection", "close").with("Via", "1.1 edge"))
                .status();
        HttpResponse<String> told = ask(id);
        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(told.body())
                .contains("\"Connection\":\"close\"", "\"Via\":\"1.1 edge\"", "\"Protocol\":\"HTTP/1.1\"")
                .contains("\"status\":" + status, "\"reason\":\"upgrade-stripped\"", "\"fix\":\"Let the proxy pass on")
                .doesNotContain("\"Upgrade\"");
    }

    @Test
    void oneThatWasTakenIsTold() {
        StompTestClient.open(port, attempt()).close();
        assertThat(ask(id).body()).contains("\"Upgrade\":\"websocket\"", "\"status\":101");
    }

    @Test
    void keysAndCredentialsAreNotTold() {
        refused(attempt()
                .without("Upgrade")
                .with("Cookie", "session=s3cret")
                .with("Authorization", "Bearer s3cret")
                .with("X-Forwarded-Access-Token", "s3cret"));
        assertThat(ask(id).body())
                .contains("\"Sec-WebSocket-Key\":\"(16 bytes)\"")
                .doesNotContain("s3cret", "dGhlIHNhbXBsZSBub25jZQ");
    }

    @Test
    void oneThatNeverArrivedIsNotAnsweredAsIfItHad() {
        assertThat(ask(randomId()).statusCode()).isNotEqualTo(200);
    }

    @Test
    void onlyTheLastAreRemembered() {
        refused(attempt().without("Upgrade"));
        assertThat(ask(id).statusCode()).isEqualTo(200);
        for (int i = 0; i < 100; i++) {
            refused(Handshake.to("/ws?attempt=" + randomId()).without("Upgrade"));
        }
        assertThat(ask(id).statusCode()).isNotEqualTo(200);
    }
}
