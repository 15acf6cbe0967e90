package io.fanfare.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Section "Framing" of the conformance table: STOMP frames that do not match WebSocket messages one to one. */
@FanfareServer
class StompConformanceSplitFrameTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 20})
    void F17_aFrameMayComeInPiecesOfAnySizeAsText(int size) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            for (byte[] piece : pieces(sendFrame("body"), size)) {
                client.send(new String(piece, UTF_8));
            }
            assertThat(client.expect("MESSAGE").text()).isEqualTo("body");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 20})
    void F17_aFrameMayComeInPiecesOfAnySizeAsBinary(int size) {
        String body = "a\u00e9\u4e2d\uD83C\uDFBAz";
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            for (byte[] piece : pieces(sendFrame(body), size)) {
                client.sendBinary(piece);
            }
            assertThat(client.expect("MESSAGE").text()).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20})
    void F17_aMessageMayComeInFragmentsThatCutCharacters(int size) {
        String body = "a\u00e9\u4e2d\uD83C\uDFBAz";
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.sendFragments(pieces(sendFrame(body), size).toArray(byte[][]::new));
            assertThat(client.expect("MESSAGE").text()).isEqualTo(body);
        }
    }

    @Test
    void F17_piecesMayBeTextAndBinaryInTurn() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            boolean binary = false;
            for (byte[] piece : pieces(sendFrame("body"), 5)) {
                binary = !binary;
                if (binary) {
                    client.sendBinary(piece);
                } else {
                    client.send(new String(piece, UTF_8));
                }
            }
            assertThat(client.expect("MESSAGE").text()).isEqualTo("body");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void F17_oneMessageMayCarrySeveralFrames(boolean binary) {
        String frames = "SUBSCRIBE\nid:s\ndestination:" + topic + "\nreceipt:1\n\n\0\n"
                + "BEGIN\ntransaction:t\nreceipt:2\n\n\0"
                + "ABORT\ntransaction:t\nreceipt:3\n\n\0\r\n\r\n";
        try (StompTestClient client = StompTestClient.connect(port)) {
            if (binary) {
                client.sendBinary(frames.getBytes(UTF_8));
            } else {
                client.send(frames);
            }
            client.expectReceipt("1");
            client.expectReceipt("2");
            client.expectReceipt("3");
        }
    }

    @Test
    void F17_oneMessageMayEndInTheMiddleOfAFrame() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("BEGIN\ntransaction:t\nreceipt:1\n\n\0BEGIN\ntransac");
            client.expectReceipt("1");
            client.send("tion:u\nreceipt:2\n\n\0ABORT\ntransaction:t\nrec");
            client.expectReceipt("2");
            client.send("eipt:3\n\n\0");
            client.expectReceipt("3");
        }
    }

    @Test
    void F17_connectMayComeInPiecesAndWithFramesBehindIt() {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("CONN");
            client.send("ECT\naccept-version:1.2\nhost:localhost\n\n\0BEGIN\ntransaction:t\nreceipt:1\n\n\0");
            client.expect("CONNECTED");
            client.expectReceipt("1");
        }
    }

    @Test
    void F17_eachFrameOfTheServerIsOneMessage() {
        int count = 50;
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            int before = client.wireFrames().size();
            client.send(new String(sendFrame("body"), UTF_8).repeat(count));
            List<Frame> messages = client.expectMessages(count);
            assertThat(messages)
                    .allSatisfy(message -> assertThat(message.text()).isEqualTo("body"));
            assertThat(client.wireFrames()).hasSize(before + count);
        }
    }

    @Test
    void F19_aFrameWithoutNulAtTheEndOfItsMessageWaitsForTheRest() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\n\nbo");
            client.ping();
            client.send("dy");
            client.ping();
            client.send("\0");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("body");
        }
    }

    private byte[] sendFrame(String body) {
        int length = body.getBytes(UTF_8).length;
        return ("SEND\ndestination:" + topic + "\ncontent-length:" + length + "\n\n" + body + "\0").getBytes(UTF_8);
    }

    private static List<byte[]> pieces(byte[] whole, int size) {
        List<byte[]> pieces = new ArrayList<>();
        for (int start = 0; start < whole.length; start += size) {
            pieces.add(Arrays.copyOfRange(whole, start, Math.min(whole.length, start + size)));
        }
        return pieces;
    }
}
