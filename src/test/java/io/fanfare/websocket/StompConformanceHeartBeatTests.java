package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import io.fanfare.testing.WireFrame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Section "Heart-beating" of the conformance table, with a server that offers and wants a beat every 200 ms. What must
 * not happen is watched for as long as it takes another session to hear ten beats, well over three intervals.
 */
@FanfareServer("fanfare.stomp.heartbeat=200ms")
class StompConformanceHeartBeatTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "1", "", ",", "1,", ",1", "-1,0", "0,-1", "1,2,3", "1.5,0", "0x1,0", "0;0", "+1,0"})
    void H1_aHeaderThatIsNotTwoNonNegativeIntegersIsRefused(String value) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:" + value + "\n\n\0");
            client.expectRefusal(1002);
        }
    }

    @Test
    void H1_theServerAnswersWithTwoNonNegativeIntegers() {
        try (StompTestClient client = StompTestClient.open(port)) {
            Frame connected = client.handshake("1.2", "heart-beat:60000,60000");
            assertThat(connected.header("heart-beat")).isEqualTo("200,200");
        }
    }

    @Test
    void H2_aMissingHeaderMeansNoBeatsEitherWay() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            awaitTenBeatsElsewhere();
            assertThat(client.barrier()).isEmpty();
            assertThat(client.heartBeats()).isZero();
        }
    }

    @Test
    void H3_noBeatsFromTheServerToAClientThatWantsNone() {
        try (StompTestClient client = StompTestClient.connect(port, "heart-beat:60000,0")) {
            awaitTenBeatsElsewhere();
            assertThat(client.barrier()).isEmpty();
            assertThat(client.heartBeats()).isZero();
        }
    }

    @Test
    void H3_noBeatsAreDemandedOfAClientThatPromisesNone() {
        try (StompTestClient client = StompTestClient.connect(port, "heart-beat:0,200")) {
            awaitBeats(client, 10);
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void H3_aClientThatWantsNoBeatsIsPingedInstead() {
        try (StompTestClient client = StompTestClient.connect(port, "heart-beat:0,0")) {
            client.awaitPings(3);
            assertThat(client.barrier()).isEmpty();
            assertThat(client.heartBeats()).isZero();
        }
    }

    @Test
    void H4_theServersIntervalIsTheGreaterOfTheTwo() {
        try (StompTestClient client = StompTestClient.open(port)) {
            long start = System.nanoTime();
            client.handshake("1.2", "heart-beat:0,1000");
            awaitBeats(client, 3);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("three beats, 1 s each; 0.6 s if the client's wish were ignored")
                    .isGreaterThan(Duration.ofMillis(1500));
        }
    }

    @Test
    void H4_theServersIntervalIsItsOwnWhereTheClientWishesLess() {
        try (StompTestClient client = StompTestClient.open(port)) {
            long start = System.nanoTime();
            client.handshake("1.2", "heart-beat:0,1");
            awaitBeats(client, 10);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("ten beats, 200 ms each; 10 ms if the server's offer were ignored")
                    .isGreaterThan(Duration.ofMillis(500));
        }
    }

    @Test
    void H4_theClientsIntervalIsTheGreaterOfTheTwo() {
        try (StompTestClient client = StompTestClient.connect(port, "heart-beat:60000,200")) {
            awaitBeats(client, 10);
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void H5_theServerBeatsForAsLongAsItIsQuiet() {
        try (StompTestClient client = StompTestClient.connect(port, "heart-beat:0,200")) {
            awaitBeats(client, 15);
        }
    }

    @Test
    void H5_theServerBeatsBetweenMessagesToo() {
        try (StompTestClient client = StompTestClient.connect(port, "heart-beat:0,200")) {
            client.subscribe("s", topic);
            for (int i = 0; i < 3; i++) {
                client.send("SEND\ndestination:" + topic + "\n\nx\0");
                Frame next = client.frame();
                assertThat(next.command()).isEqualTo("MESSAGE");
                awaitBeats(client, 2);
            }
        }
    }

    @Test
    void H6_aBeatIsOneLineFeedInATextMessage() {
        try (StompTestClient client = StompTestClient.connect(port, "heart-beat:0,200")) {
            int before = client.wireFrames().size();
            client.awaitHeartBeat();
            List<WireFrame> beats = client.wireFrames().stream()
                    .skip(before)
                    .filter(frame -> frame.opcode() < WireFrame.CLOSE)
                    .toList();
            assertThat(beats).isNotEmpty().allSatisfy(beat -> {
                assertThat(beat.opcode()).isEqualTo(WireFrame.TEXT);
                assertThat(beat.last()).isTrue();
                assertThat(beat.payload()).containsExactly('\n');
            });
        }
    }

    @Test
    void H7_aClientThatBreaksItsPromiseIsTakenForDead() {
        try (StompTestClient client = StompTestClient.open(port)) {
            long start = System.nanoTime();
            client.handshake("1.2", "heart-beat:500,0");
            client.expectCloseAfterAnyError();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("one interval and a margin")
                    .isGreaterThan(Duration.ofMillis(600));
            client.expectEndOfStream();
        }
    }

    @Test
    void H7_aDeadClientThatEchoesNoCloseIsCutOff() {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.patience(Duration.ofSeconds(30)).ignoreClose();
            client.handshake("1.2", "heart-beat:200,0");
            client.expectCloseAfterAnyError();
            client.expectEndOfStream();
        }
    }

    @Test
    void H7_aClientThatAnswersNoPingIsTakenForDead() {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.ignorePings();
            client.handshake("1.2", "heart-beat:0,0");
            client.expectCloseAfterAnyError();
            client.expectEndOfStream();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "BEGIN\ntransaction:t\n\n\0ABORT\ntransaction:t\n\n\0"})
    void H7_anyDataOfTheClientCountsAsABeat(String data) {
        try (StompTestClient client = StompTestClient.connect(port, "heart-beat:2000,200")) {
            for (int beats = 0; beats < 35; beats++) {
                client.awaitHeartBeat();
                client.send(data);
            }
            assertThat(client.barrier()).isEmpty();
        }
    }

    private void awaitTenBeatsElsewhere() {
        try (StompTestClient other = StompTestClient.connect(port, "heart-beat:0,200")) {
            awaitBeats(other, 10);
        }
    }

    private static void awaitBeats(StompTestClient client, int count) {
        for (int i = 0; i < count; i++) {
            client.awaitHeartBeat();
        }
    }
}
