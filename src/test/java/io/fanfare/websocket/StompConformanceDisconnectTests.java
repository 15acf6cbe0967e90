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

/** Section "Client frames" of the conformance table: DISCONNECT, and commands that a client may not use. */
@FanfareServer
class StompConformanceDisconnectTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Test
    void D1_disconnectIsReceiptedThenTheServerClosesIfTheClientDoesNot() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("DISCONNECT\nreceipt:bye\n\n\0");
            client.expectReceipt("bye");
            assertThat(client.expectClose().code()).isEqualTo(1000);
            client.expectEndOfStream();
        }
    }

    @Test
    void D1_theReceiptComesAfterEverythingSentBefore() {
        try (StompTestClient client = StompTestClient.connect(port);
                StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("s", topic);
            StringBuilder frames = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                frames.append("SEND\ndestination:")
                        .append(topic)
                        .append("\n\n")
                        .append(i)
                        .append('\0');
            }
            client.send(frames.append("DISCONNECT\nreceipt:bye\n\n\0").toString());
            client.expectReceipt("bye");
            assertThat(witness.barrier()).hasSize(100);
        }
    }

    @Test
    void D1_theClientMayCloseFirst() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("DISCONNECT\nreceipt:bye\n\n\0");
            client.expectReceipt("bye");
            client.sendClose(1000);
            assertThat(client.expectClose().code()).isEqualTo(1000);
        }
    }

    @Test
    void D2_withoutReceiptTheConnectionEndsWithoutAWord() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("DISCONNECT\n\n\0");
            assertThat(client.expectClose().code()).isEqualTo(1000);
            client.expectEndOfStream();
        }
    }

    @Test
    void D2_aDisconnectedSessionHearsNothingMore() {
        try (StompTestClient client = StompTestClient.connect(port);
                StompTestClient other = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            client.ignoreClose();
            client.send("DISCONNECT\nreceipt:bye\n\n\0");
            client.expectReceipt("bye");
            other.send("SEND\ndestination:" + topic + "\n\nx\0");
            other.barrier();
            assertThat(client.expectClose().code()).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEND\ndestination:%s\nreceipt:r\n\nx\0",
                "SUBSCRIBE\nid:s\ndestination:%s\nreceipt:r\n\n\0",
                "DISCONNECT\nreceipt:again\n\n\0",
                "NONSENSE\n\n\0",
                "CONNECT\naccept-version:1.2\n\n\0",
                "not even a frame"
            })
    void D3_framesAfterDisconnectAreIgnored(String frame) {
        try (StompTestClient client = StompTestClient.connect(port);
                StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("s", topic);
            client.send("DISCONNECT\nreceipt:bye\n\n\0" + frame.formatted(topic));
            client.sendIfOpen(frame.formatted(topic));
            client.expectReceipt("bye");
            assertThat(client.expectClose().code()).isEqualTo(1000);
            assertThat(witness.barrier()).extracting(Frame::command).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONSENSE", "GET / HTTP/1.1", "PUBLISH", "{}", "\u017e"})
    void X1_anUnknownCommandIsRefused(String command) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send(command + "\n\n\0");
            client.expectRefusal(1002);
        }
    }

    @Test
    void X1_anEmptyCommandLineBeforeHeadersIsRefused() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("\ndestination:" + topic + "\n\nx\0");
            client.expectRefusal(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECTED", "MESSAGE", "RECEIPT", "ERROR"})
    void X2_aServersCommandFromAClientIsRefused(String command) {
        try (StompTestClient client = StompTestClient.connect(port);
                StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("s", topic);
            client.send(command + "\nversion:1.2\ndestination:" + topic + "\nmessage-id:1\nsubscription:s\n"
                    + "message:m\nreceipt-id:1\n\n\0");
            client.expectRefusal(1002);
            assertThat(witness.barrier()).isEmpty();
        }
    }
}
