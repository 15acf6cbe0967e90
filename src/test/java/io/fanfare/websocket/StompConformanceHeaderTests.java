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

/** Section "Framing" of the conformance table: what versions differ in, and what a frame may look like at all. */
@FanfareServer
class StompConformanceHeaderTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Test
    void F7_atVersion10BackslashesAreOrdinaryCharacters() {
        try (StompTestClient v10 = StompTestClient.connectAs(port, "1.0");
                StompTestClient v12 = StompTestClient.connect(port)) {
            v10.subscribe("s", topic);
            v12.subscribe("s", topic);
            v10.send("SEND\ndestination:" + topic + "\nk:a\\cb\\t\\\n\nx\0");
            assertThat(v10.expect("MESSAGE").header("k")).isEqualTo("a\\cb\\t\\");
            assertThat(v12.expect("MESSAGE").header("k")).isEqualTo("a\\\\cb\\\\t\\\\");
        }
    }

    @Test
    void F7_atVersion10AReceiptIsNotEscaped() {
        try (StompTestClient v10 = StompTestClient.connectAs(port, "1.0")) {
            v10.send("BEGIN\ntransaction:t\nreceipt:a\\cb:c\n\n\0");
            assertThat(v10.expect("RECEIPT").header("receipt-id")).isEqualTo("a\\cb:c");
        }
    }

    @Test
    void F7_atVersion10ALineFeedInAValueMakesNoNewHeader() {
        try (StompTestClient v10 = StompTestClient.connectAs(port, "1.0");
                StompTestClient v12 = StompTestClient.connect(port)) {
            v10.subscribe("s", topic);
            v12.send("SEND\ndestination:" + topic + "\nk:a\\ninjected\\cb\\n\\n\n\nbody\0");
            Frame message = v10.expect("MESSAGE");
            assertThat(message.headers()).doesNotContainKey("injected");
            assertThat(message.text()).isEqualTo("body");
        }
    }

    @Test
    void F7_atVersion11TheThreeEscapesOfItsTimeAreUsed() {
        try (StompTestClient v11 = StompTestClient.connectAs(port, "1.1")) {
            v11.subscribe("s", topic);
            v11.send("SEND\ndestination:" + topic + "\nna\\cme:a\\cb\\nc\\\\d\n\nx\0");
            assertThat(v11.expect("MESSAGE").head().lines()).contains("na\\cme:a\\cb\\nc\\\\d");
        }
    }

    @Test
    void F7_atVersion11NoEscapeForCarriageReturnIsSent() {
        try (StompTestClient v11 = StompTestClient.connectAs(port, "1.1");
                StompTestClient v12 = StompTestClient.connect(port)) {
            v11.subscribe("s", topic);
            v12.send("SEND\ndestination:" + topic + "\nk:a\\rb\n\nx\0");
            assertThat(v11.expect("MESSAGE").required("k")).doesNotContain("\\r");
        }
    }

    @Test
    void F7_atVersion11AnEscapedCarriageReturnIsUndefined() {
        try (StompTestClient v11 = StompTestClient.connectAs(port, "1.1")) {
            v11.send("SEND\ndestination:" + topic + "\nk:a\\rb\n\nx\0");
            v11.expectRefusal(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void F8_valuesAreNeitherTrimmedNorPadded(String version) {
        try (StompTestClient client = StompTestClient.connectAs(port, version)) {
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\nk: v \n k2 :\t\nempty:\nreceipt: 1 \n\nx\0");
            Frame message = null;
            Frame receipt = null;
            while (message == null || receipt == null) {
                Frame frame = client.frame();
                message = frame.command().equals("MESSAGE") ? frame : message;
                receipt = frame.command().equals("RECEIPT") ? frame : receipt;
            }
            assertThat(message.headers())
                    .containsEntry("k", " v ")
                    .containsEntry(" k2 ", "\t")
                    .containsEntry("empty", "");
            assertThat(receipt.header("receipt-id")).isEqualTo(" 1 ");
        }
    }

    @Test
    void F8_aDestinationWithASpaceBeforeItIsAnother() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:s\ndestination: " + topic + "\n\n\0");
            client.expectRefusal();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUBSCRIBE\nid:other\ndestination:/topic/a\n",
                "UNSUBSCRIBE\nid:s\n",
                "BEGIN\ntransaction:new\n",
                "COMMIT\ntransaction:t\n",
                "ABORT\ntransaction:t\n",
                "DISCONNECT\n"
            })
    void F9_aBodyWhereNoneMayBeIsRefused(String head) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("BEGIN\ntransaction:t\n\n\0");
            client.send(head + "receipt:r\n\nbody\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "NACK"})
    void F9_aBodyOfAnAcknowledgementIsRefused(String command) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic, "ack:client-individual");
            client.send("SEND\ndestination:" + topic + "\n\nx\0");
            String ack = client.expect("MESSAGE").required("ack");
            client.send(command + "\nid:" + ack + "\nreceipt:r\n\nbody\0");
            assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "STOMP"})
    void F9_aBodyOfConnectIsRefused(String command) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send(command + "\naccept-version:1.2\nhost:localhost\ncontent-length:4\n\nbody\0");
            client.expectRefusal(1002);
        }
    }

    @Test
    void F14_theFirstOfRepeatedHeadersCounts() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\ndestination:/topic/other\nk:first\nk:second\n\nx\0");
            Frame message = client.expect("MESSAGE");
            assertThat(message.header("destination")).isEqualTo(topic);
            assertThat(message.header("k")).isEqualTo("first");
        }
    }

    @Test
    void F14_theFirstReceiptAndTheFirstIdCount() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:one\nid:two\ndestination:" + topic + "\nreceipt:1\nreceipt:2\n\n\0");
            client.expectReceipt("1");
            client.send("UNSUBSCRIBE\nid:one\nreceipt:3\n\n\0");
            client.expectReceipt("3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"k:a\rb", "k\rl:a", "nocolon", ":nameless", ":", "k:a\r\rb", "\rk:a", "k:a\r\r"})
    void F18_aMalformedHeaderLineIsRefused(String line) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\n" + line + "\n\nx\0");
            client.expectRefusal(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SE\rND\n", "SEND\r", "\rSEND\n", "SEND\r\r\n"})
    void F18_aLoneCarriageReturnInOrBeforeTheCommandIsRefused(String commandLine) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send(commandLine + "destination:" + topic + "\n\nx\0");
            client.expectRefusal(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:lo\rcal", "nocolon", ":nameless"})
    void F18_aMalformedHeaderLineOfConnectIsRefused(String line) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("CONNECT\naccept-version:1.2\n" + line + "\n\n\0");
            client.expectRefusal(1002);
        }
    }
}
