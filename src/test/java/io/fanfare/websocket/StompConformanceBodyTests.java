package io.fanfare.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Section "Framing" of the conformance table: bodies, their length, type and size. */
@FanfareServer
class StompConformanceBodyTests {

    private static final String TRUMPET = "\uD83C\uDFBA";

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Test
    void F10_nulsInsideTheLengthBelongToTheBody() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\ncontent-length:5\n\n\0a\0b\0\0");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("\0a\0b\0");
        }
    }

    @Test
    void F10_theLengthCountsBytesNotCharacters() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\ncontent-length:6\n\n\u00e9" + TRUMPET + "\0");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("\u00e9" + TRUMPET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "0", "-1", "x", "", "4.0", "99999999999999999999"})
    void F10_aLengthThatDoesNotEndAtTheNulIsRefused(String length) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\ncontent-length:" + length + "\n\nbody\0");
            client.expectRefusal();
        }
    }

    @Test
    void F11_aBodyWithNulGoesOutWithItsLength() {
        byte[] body = {'a', 0, 'b', 0};
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            Http.publish(port, topic, "application/octet-stream", body);
            Frame message = client.expect("MESSAGE");
            assertThat(message.header("content-length")).isEqualTo("4");
            assertThat(message.body()).isEqualTo(body);
        }
    }

    @Test
    void F12_headersAndTextAreUtf8WithAllCodePoints() {
        String text = "h\u00e9 \u0416 \u4e2d " + TRUMPET;
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\n" + TRUMPET + "\u00e9:" + text + "\n\n" + text + "\0");
            Frame message = client.expect("MESSAGE");
            assertThat(message.header(TRUMPET + "\u00e9")).isEqualTo(text);
            assertThat(message.text()).isEqualTo(text);
            assertThat(message.binary()).isFalse();
        }
    }

    @Test
    void F12_aDestinationMayBeOfAnyScript() {
        String destination = topic + ".\u017elu\u0165.\u4e2d\u6587";
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", destination);
            Http.publish(port, destination, "x");
            assertThat(client.expect("MESSAGE").header("destination")).isEqualTo(destination);
        }
    }

    @Test
    void F12_headersThatAreNotUtf8AreRefused() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.sendBinary(join(
                    ("SEND\ndestination:" + topic + "\nk:").getBytes(UTF_8),
                    new byte[] {(byte) 0xC3, (byte) 0x28, '\n', '\n', 'x', 0}));
            client.expectRefusal(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json;charset=utf-8", "application/vnd.x+json", "image/svg+xml"})
    void F13_theContentTypeIsPassedOnAsSent(String type) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\ncontent-type:" + type + "\n\nx\0");
            assertThat(client.expect("MESSAGE").header("content-type")).isEqualTo(type);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "/", "text/", "text plain/x"})
    void F13_aContentTypeThatIsNoneIsRefused(String type) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\ncontent-type:" + type + "\nreceipt:r\n\nx\0");
            client.expectRefusal();
        }
    }

    @Test
    void F15_aFrameOfNearlyTheGreatestSizeIsServed() {
        String body = "x".repeat(65_000);
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\n\n" + body + "\0");
            assertThat(client.expect("MESSAGE").text()).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {66_000, 300_000})
    void F15_aFrameThatIsTooBigIsRefused(int size) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\n\n" + "x".repeat(size) + "\0");
            client.expectRefusal(1009);
        }
    }

    @Test
    void F15_aFrameThatIsTooBigOnlyWithItsHeadersIsRefused() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\n" + "k:vvvvvvvv\n".repeat(6_600) + "\nx\0");
            client.expectRefusal();
        }
    }

    @Test
    void F15_aFrameThatGrowsTooBigOverManyMessagesIsRefused() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\n\n");
            for (int i = 0; i < 70; i++) {
                client.send("x".repeat(1_000));
            }
            client.expectRefusal(1009);
        }
    }

    @Test
    void F15_aLengthThatWillBeTooBigIsRefusedBeforeTheBodyIsSent() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\ncontent-length:10000000\n\n");
            client.expectRefusal(1009);
        }
    }

    @Test
    void F15_manySmallFramesInOneMessageAreNotTooBig() {
        String one = "SEND\ndestination:" + topic + "\n\n" + "x".repeat(1_000) + "\0";
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send(one.repeat(55));
            client.expectMessages(55);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "image/png", "application/json", "text/plain"})
    void F16_aBodyThatIsNoTextArrivesIntactWhateverItsType(String type) {
        byte[] body = everyByte();
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            String head = "SEND\ndestination:" + topic + "\ncontent-type:" + type + "\ncontent-length:256\n\n";
            client.sendBinary(join(head.getBytes(UTF_8), body, new byte[] {0}));
            Frame message = client.expect("MESSAGE");
            assertThat(message.body()).isEqualTo(body);
            assertThat(message.binary()).isTrue();
            assertThat(message.header("content-type")).isEqualTo(type);
        }
    }

    @Test
    void F16_aBodyPublishedByHttpArrivesIntact() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            Http.publish(port, topic, "image/png", everyByte());
            Frame message = client.expect("MESSAGE");
            assertThat(message.body()).isEqualTo(everyByte());
            assertThat(message.header("content-type")).isEqualTo("image/png");
        }
    }

    @Test
    void F16_textThatCameAsABinaryMessageGoesOutAsText() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.sendBinary(("SEND\ndestination:" + topic + "\n\ntext" + TRUMPET + "\0").getBytes(UTF_8));
            Frame message = client.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("text" + TRUMPET);
            assertThat(message.binary()).isFalse();
        }
    }

    static byte[] everyByte() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
