package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Section "Framing" of the conformance table: lines, names, escapes. */
@FanfareServer
class StompConformanceFramingTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Test
    void F1_linesOfConnectMayEndWithCarriageReturn() {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("CONNECT\r\naccept-version:1.2\r\nhost:localhost\r\n\r\n\0");
            assertThat(client.expect("CONNECTED").header("version")).isEqualTo("1.2");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEND\ndestination:%s\nk:v\n\nbody\0",
                "SEND\r\ndestination:%s\r\nk:v\r\n\r\nbody\0",
                "SEND\r\ndestination:%s\nk:v\r\n\nbody\0",
                "SEND\ndestination:%s\r\nk:v\n\r\nbody\0"
            })
    void F1_linesEndWithEitherEvenMixedInOneFrame(String frame) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            Frame message = echo(client, frame.formatted(topic));
            assertThat(message.header("k")).isEqualTo("v");
            assertThat(message.text()).isEqualTo("body");
        }
    }

    @Test
    void F1_carriageReturnsAndLineFeedsOfTheBodyAreKept() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            Frame message = echo(client, "SEND\r\ndestination:" + topic + "\r\n\r\n\r\n\nbody\r\n\n\0");
            assertThat(message.text()).isEqualTo("\r\n\nbody\r\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "Connect", "stomp"})
    void F2_connectInAnotherCaseIsRefused(String command) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send(command + "\naccept-version:1.2\nhost:localhost\n\n\0");
            client.expectRefusal(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "Send", "SEND ", " SEND"})
    void F2_sendInAnotherCaseIsRefused(String command) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send(command + "\ndestination:" + topic + "\n\nx\0");
            client.expectRefusal(1002);
        }
    }

    @Test
    void F2_headerNamesInAnotherCaseAreOtherHeaders() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\nDestination:" + topic + "\n\nx\0");
            client.expectRefusal(1002);
        }
    }

    @Test
    void F2_userHeadersThatDifferInCaseAreBothKept() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            Frame message = echo(client, "SEND\ndestination:" + topic + "\nKey:1\nkey:2\n\nx\0");
            assertThat(message.headers()).containsEntry("Key", "1").containsEntry("key", "2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\n\n\n", "\r\n\r\n", "\n\r\n\n"})
    void F3_lineEndsBehindAFrameArePassedOver(String lineEnds) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0" + lineEnds);
            client.expect("CONNECTED");
            client.send("BEGIN\ntransaction:t\nreceipt:1\n\n\0" + lineEnds + "ABORT\ntransaction:t\nreceipt:2\n\n\0");
            client.expectReceipt("1");
            client.expectReceipt("2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\n\n\n", "\r\n\r\n"})
    void F3_lineEndsBeforeAFrameArePassedOver(String lineEnds) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send(lineEnds + "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
            client.expect("CONNECTED");
            client.send(lineEnds + "BEGIN\ntransaction:t\nreceipt:1\n\n\0");
            client.expectReceipt("1");
        }
    }

    @Test
    void F3_loneLineFeedsAreNoFrames() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("\n");
            client.send("\r\n");
            client.sendBinary(new byte[] {'\n'});
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void F4_theDestinationIsDecoded() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic + "a\\cb");
            client.send("SEND\ndestination:" + topic + "a:b\n\nliteral\0");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("literal");
            client.send("SEND\ndestination:" + topic + "a\\cb\n\nescaped\0");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("escaped");
        }
    }

    @Test
    void F4_everyEscapeIsDecodedInNamesAndValues() {
        try (StompTestClient v10 = StompTestClient.connectAs(port, "1.0");
                StompTestClient v12 = StompTestClient.connect(port)) {
            v10.subscribe("s", topic);
            v12.send("SEND\ndestination:" + topic + "\nna\\\\me:a\\cb\\\\c\n\nx\0");
            assertThat(v10.expect("MESSAGE").header("na\\me"))
                    .as("as a version shows it that does not escape")
                    .isEqualTo("a:b\\c");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\t", "\\", "a\\", "\\N", "\\0", "\\ n", "a\\\\\\"})
    void F5_anUndefinedEscapeInAValueIsFatal(String value) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\nk:" + value + "\n\nx\0");
            client.expectRefusal(1002);
        }
    }

    @Test
    void F5_anUndefinedEscapeInANameIsFatal() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\nk\\t:v\n\nx\0");
            client.expectRefusal(1002);
        }
    }

    @Test
    void F5_aFrameWithAnUndefinedEscapeHasNoEffect() {
        try (StompTestClient client = StompTestClient.connect(port);
                StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\nk:\\t\n\nx\0");
            client.expectRefusal(1002);
            assertThat(witness.barrier()).isEmpty();
        }
    }

    @Test
    void F6_messageHeadersAreEncoded() {
        String header = "na\\cme:a\\cb\\nc\\\\d\\re";
        try (StompTestClient client = StompTestClient.connect(port)) {
            Frame message = echo(client, "SEND\ndestination:" + topic + "\n" + header + "\n\nx\0");
            assertThat(message.head().lines()).contains(header);
        }
    }

    @Test
    void F6_receiptsAndErrorsAreEncoded() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("BEGIN\ntransaction:t\nreceipt:a\\cb\\nc\\\\d\\re\n\n\0");
            assertThat(client.expect("RECEIPT").header("receipt-id")).isEqualTo("a\\cb\\nc\\\\d\\re");
            client.send("BEGIN\ntransaction:t\nreceipt:x\\cy\\\\\n\n\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("x\\cy\\\\");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"al\\cice", "al\\tice", "al:ice", "alice\\"})
    void F6_connectAndConnectedAreNotEscaped(String login) {
        try (StompTestClient client = StompTestClient.open(port)) {
            Frame connected = client.handshake("1.2", "login:" + login);
            assertThat(connected.head().lines()).contains("user-name:" + login);
        }
    }

    private Frame echo(StompTestClient client, String sendFrame) {
        client.subscribe("s", topic);
        client.send(sendFrame);
        return client.expect("MESSAGE");
    }
}
