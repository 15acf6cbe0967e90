package io.fanfare.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What RFC 6455 asks of the side that takes frames, where it is Fanfare's own doing and not Jetty's. */
@FanfareServer("fanfare.stomp.heartbeat=0")
class WebSocketProtocolTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Autowired
    Sessions sessions;

    private static byte[] send(String topic, String body) {
        return ("SEND\ndestination:" + topic + "\n\n" + body + "\0").getBytes(UTF_8);
    }

    /** Section 5.6: text is UTF-8 as a whole message, whose fragments may be cut inside a character. */
    @Test
    void aCharacterMayBeCutBetweenFragments() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            byte[] whole = send(topic, "Grüße \uD83C\uDFBA");
            byte[][] bytes = new byte[whole.length][];
            for (int i = 0; i < whole.length; i++) {
                bytes[i] = Arrays.copyOfRange(whole, i, i + 1);
            }
            client.sendFragments(bytes);
            assertThat(client.expect("MESSAGE").text()).isEqualTo("Grüße \uD83C\uDFBA");
        }
    }

    /** Section 8.1. */
    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "c328", "eda080", "f8a1a1a1a1"})
    void textThatIsNotUtf8EndsWithAnErrorAnd1007(String hex) {
        byte[] bad = HexFormat.of().parseHex(hex);
        for (boolean fragmented : new boolean[] {true, false}) {
            try (StompTestClient client = StompTestClient.connect(port)) {
                byte[] start = ("SEND\ndestination:" + topic + "\n\n").getBytes(UTF_8);
                if (fragmented) {
                    client.sendFragments(start, bad);
                } else {
                    byte[] whole = Arrays.copyOf(start, start.length + bad.length);
                    System.arraycopy(bad, 0, whole, start.length, bad.length);
                    client.sendFragments(whole);
                }
                assertThat(client.expectRefusal(1007).required("reason")).isEqualTo("bad-text");
            }
        }
    }

    /** Binary messages are bytes, and a character cut at the end of one is nobody's business but the decoder's. */
    @Test
    void binaryMessagesAreNotChecked() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.sendBinary("SEND\ndestination:".getBytes(UTF_8));
            client.sendBinary((topic + "\ncontent-length:2\n\n").getBytes(UTF_8));
            client.sendBinary(new byte[] {(byte) 0xff, (byte) 0xfe, 0});
            assertThat(client.expect("MESSAGE").body()).isEqualTo(new byte[] {(byte) 0xff, (byte) 0xfe});
        }
    }

    /** Section 5.5.1: whoever gets a close frame answers it, with the code it had, and whatever is under way. */
    @ParameterizedTest
    @CsvSource({"1000", "1001", "3000", "4999"})
    void aCloseIsAnsweredInTheMiddleOfDeliveries(int code) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread publisher = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                Http.publish(port, topic, "x".repeat(2_000));
            }
        });
        try {
            for (int i = 0; i < 50; i++) {
                StompTestClient client = StompTestClient.connect(port);
                client.subscribe("s", topic);
                client.expect("MESSAGE");
                client.sendClose(code);
                assertThat(client.expectCloseAfterAnyMessages().code()).isEqualTo(code);
                client.close();
            }
        } finally {
            over.set(true);
            publisher.join();
        }
    }

    /** A write that the client does not take is finished first, when it reads again. */
    @Test
    void aCloseIsAnsweredBehindAWriteThatWaits() {
        try (StompTestClient client = StompTestClient.openWithSmallBuffer(port, 4_096)) {
            client.handshake("1.2");
            client.subscribe("s", topic);
            client.stopReading();
            for (int i = 0; i < 4; i++) {
                Http.publish(port, topic, "x".repeat(200_000));
            }
            client.sendClose(1000);
            client.resumeReading();
            assertThat(client.expectCloseAfterAnyMessages().code()).isEqualTo(1000);
        }
    }

    /** A client that closes and then reads no more is cut off after the grace, heart-beats or not. */
    @Test
    void whoClosesAndDoesNotReadIsCutOff() {
        try (StompTestClient client = StompTestClient.openWithSmallBuffer(port, 4_096)) {
            client.handshake("1.2", "login:" + topic);
            client.subscribe("s", topic);
            client.stopReading();
            Session session = sessions.stream()
                    .filter(each -> topic.equals(each.user()))
                    .findFirst()
                    .orElseThrow();
            await().until(() -> {
                Http.publish(port, topic, "x".repeat(200_000));
                return session.outbox().bytes() > 0;
            });
            client.sendClose(1000);
            await().atMost(Duration.ofSeconds(20)).until(session::isEnded);
        }
    }
}
