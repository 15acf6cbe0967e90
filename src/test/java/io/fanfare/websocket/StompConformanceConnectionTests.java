package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Section "Connection" of the conformance table. */
@FanfareServer
class StompConformanceConnectionTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void C1_stompIsAnotherWordForConnect(String version) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("STOMP\naccept-version:" + version + "\nhost:localhost\nlogin:alice\n\n\0");
            Frame connected = client.expect("CONNECTED");
            assertThat(connected.headers()).containsEntry("version", version).containsEntry("user-name", "alice");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void C2_connectedSaysTheVersion(String version) {
        try (StompTestClient client = StompTestClient.open(port)) {
            assertThat(client.handshake(version).header("version")).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.0,1.1,1.2 | 1.2",
                "1.2,1.1,1.0 | 1.2",
                "1.2,1.0 | 1.2",
                "1.1,1.0 | 1.1",
                "2.0,1.1,9.9 | 1.1",
                "1.0,2.0 | 1.0"
            })
    void C3_theHighestCommonVersionIsChosen(String offered, String chosen) {
        try (StompTestClient client = StompTestClient.open(port)) {
            assertThat(client.handshake(offered).header("version")).isEqualTo(chosen);
        }
    }

    @Test
    void C4_withoutAcceptVersionTheSessionIsAtVersion10() {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("CONNECT\nlogin:alice\npasscode:secret\n\n\0");
            assertThat(client.expect("CONNECTED").header("version")).isEqualTo("1.0");
            client.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\nk:a\\c\n\nx\0");
            assertThat(client.expect("MESSAGE").header("k"))
                    .as("no escapes at 1.0")
                    .isEqualTo("a\\c");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "0.9,1.3", "1", "", "x", "1.20"})
    void C5_noCommonVersionAnswersErrorThenCloses(String offered) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("CONNECT\naccept-version:" + offered + "\nhost:localhost\n\n\0");
            Frame error = client.expectRefusal(1002);
            assertThat(error.required("version").split(",")).containsExactlyInAnyOrder("1.0", "1.1", "1.2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "1.2"})
    void C6_aMissingHostIsDefaulted(String version) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("CONNECT\naccept-version:" + version + "\n\n\0");
            assertThat(client.expect("CONNECTED").header("version")).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"accept-version:3.0", "accept-version:1.2\nheart-beat:x"})
    void C7_aRefusedConnectIsExplained(String lines) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("CONNECT\nhost:localhost\n" + lines + "\n\n\0");
            Frame error = client.expectRefusal(1002);
            assertThat(error.required("content-type")).startsWith("text/plain");
            assertThat(error.text()).isNotBlank();
            client.expectEndOfStream();
        }
    }

    @Test
    void C8_connectedNamesServerAndSession() {
        Set<String> sessions = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            try (StompTestClient client = StompTestClient.open(port)) {
                Frame connected = client.handshake("1.2");
                assertThat(connected.required("server")).matches("fanfare(/\\S+)?( .*)?");
                sessions.add(connected.required("session"));
            }
        }
        assertThat(sessions).hasSize(3).doesNotContain("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "STOMP"})
    void C9_aSecondConnectIsRefused(String command) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send(command + "\naccept-version:1.2\nhost:localhost\n\n\0");
            client.expectRefusal(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEND\ndestination:/topic/a\n\nx\0",
                "SUBSCRIBE\nid:s\ndestination:/topic/a\n\n\0",
                "UNSUBSCRIBE\nid:s\n\n\0",
                "ACK\nid:1\n\n\0",
                "NACK\nid:1\n\n\0",
                "BEGIN\ntransaction:t\n\n\0",
                "COMMIT\ntransaction:t\n\n\0",
                "ABORT\ntransaction:t\n\n\0",
                "DISCONNECT\n\n\0"
            })
    void C10_anyFrameBeforeConnectIsRefused(String frame) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send(frame);
            client.expectRefusal(1002);
        }
    }

    @Test
    void C10_aFrameBeforeConnectHasNoEffect() {
        try (StompTestClient witness = StompTestClient.connect(port);
                StompTestClient client = StompTestClient.open(port)) {
            witness.subscribe("s", topic);
            client.send("SEND\ndestination:" + topic + "\n\nx\0CONNECT\naccept-version:1.2\n\n\0");
            client.expectRefusal(1002);
            assertThat(witness.barrier()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"v10.stomp,1.0", "v11.stomp,1.1", "v12.stomp,1.2"})
    void C11_theSubprotocolDecidesTheVersion(String subprotocol, String version) {
        try (StompTestClient client =
                StompTestClient.open(port, Handshake.to("/ws").subprotocols(subprotocol))) {
            assertThat(client.handshakeAnswer().header("Sec-WebSocket-Protocol"))
                    .isEqualTo(subprotocol);
            assertThat(client.handshake("1.0,1.1,1.2").header("version")).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v10.stomp, v11.stomp, v12.stomp", "v12.stomp, v11.stomp, v10.stomp"})
    void C11_whicheverSubprotocolIsChosenTheVersionAgrees(String offered) {
        try (StompTestClient client =
                StompTestClient.open(port, Handshake.to("/ws").subprotocols(offered))) {
            String chosen = client.handshakeAnswer().header("Sec-WebSocket-Protocol");
            String version = client.handshake("1.0,1.1,1.2").required("version");
            assertThat(chosen).isEqualTo("v" + version.replace(".", "") + ".stomp");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v11.stomp | accept-version:1.2",
                "v12.stomp | accept-version:1.0,1.1",
                "v10.stomp | accept-version:1.1",
                "v12.stomp | login:alice"
            })
    void C11_aVersionThatContradictsTheSubprotocolIsRefused(String subprotocol, String header) {
        try (StompTestClient client =
                StompTestClient.open(port, Handshake.to("/ws").subprotocols(subprotocol))) {
            client.send("CONNECT\nhost:localhost\n" + header + "\n\n\0");
            client.expectRefusal(1002);
        }
    }

    @Test
    void C12_connectionsMayComeAndGoRapidly() throws InterruptedException, ExecutionException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Stream<Future<?>> clients = IntStream.range(0, 8).mapToObj(i -> executor.submit(this::comeAndGo));
            for (Future<?> client : clients.toList()) {
                client.get();
            }
        }
    }

    private void comeAndGo() {
        for (int i = 0; i < 50; i++) {
            try (StompTestClient client = StompTestClient.connect(port)) {
                client.send("SUBSCRIBE\nid:s\ndestination:" + topic + "\n\n\0DISCONNECT\nreceipt:bye\n\n\0");
                client.expectReceipt("bye");
            }
        }
    }

    @Test
    void C12_theLastErrorArrivesThoughTheClientKeepsSending() {
        for (int i = 0; i < 20; i++) {
            try (StompTestClient client = StompTestClient.connect(port)) {
                client.send("ACK\nid:unknown\nreceipt:r\n\n\0" + "\n".repeat(10_000));
                client.sendIfOpen("SEND\ndestination:" + topic + "\n\n" + "x".repeat(30_000) + "\0");
                assertThat(client.expectRefusal(1002).header("receipt-id")).isEqualTo("r");
            }
        }
    }

    @Test
    void C12_theLastReceiptArrivesThoughTheClientClosesAtOnce() {
        for (int i = 0; i < 20; i++) {
            try (StompTestClient client = StompTestClient.connect(port)) {
                client.send("DISCONNECT\nreceipt:bye\n\n\0");
                client.sendClose(1000);
                client.expectReceipt("bye");
                assertThat(client.expectClose().code()).isEqualTo(1000);
            }
        }
    }
}
