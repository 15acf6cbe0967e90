package io.fanfare.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.broker.Publisher;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Utf8;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Seed;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import io.fanfare.testing.WireFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * What the wire carries when many messages share one write: with lengths around those at which the header of a WebSocket
 * frame grows.
 */
@FanfareServer("fanfare.session.outbox-limit=64MB")
class BurstWireTests {

    private static final int LARGE = 200_000;

    @LocalServerPort
    int port;

    @Autowired
    Publisher publisher;

    @Autowired
    Sessions sessions;

    private final String topic = Topics.fresh();
    private final String user = UUID.randomUUID().toString();
    private final Random random = Random.from(Seed.random());

    /** Text is ASCII, and what is binary is nothing that could be text. */
    private static byte[] body(int length, boolean text, int salt) {
        byte[] body = new byte[length];
        for (int i = 0; i < length; i++) {
            body[i] = (byte) (text ? 'a' + (i * 31 + salt) % 26 : 0x80 | (i * 31 + salt));
        }
        return body;
    }

    /**
     * Bodies whose frames have every length around those that matter, each several times: a number in a header may get a
     * digit more while they are published.
     *
     * @param overhead what the frame of an empty body takes
     */
    private List<byte[]> bodies(int overhead) {
        List<byte[]> bodies = new ArrayList<>();
        for (boolean text : new boolean[] {true, false}) {
            for (int copy = 0; copy < 8; copy++) {
                int salt = copy;
                IntStream.range(0, 40).forEach(i -> bodies.add(body(i, text, salt)));
                IntStream.range(65_520, 65_545).forEach(length -> bodies.add(body(length - overhead - 4, text, salt)));
            }
            IntStream.range(0, 500).forEach(i -> bodies.add(body(random.nextInt(1_000), text, i)));
            IntStream.range(0, 5).forEach(i -> bodies.add(body(LARGE + i, text, i)));
        }
        Collections.shuffle(bodies, random);
        return bodies;
    }

    /** The length of the frame of an event without a body. */
    private int overhead(StompTestClient client) {
        publish(new byte[0]);
        client.expect("MESSAGE");
        return client.wireFrames().getLast().length();
    }

    private void publish(byte[] body) {
        publisher.publish(
                new Event(
                        null,
                        Destination.parse(topic),
                        Set.of(),
                        null,
                        headers(body),
                        body,
                        Utf8.isValid(body),
                        1_764_000_000_000L),
                Publisher.Source.HTTP);
    }

    /** Half of all bodies come with a header, so that no length is left out where content-length gets a digit more. */
    private static Map<String, String> headers(byte[] body) {
        return body.length > 0 && body[0] % 2 != 0 ? Map.of("h", "v") : Map.of();
    }

    private Session session() {
        return sessions.stream()
                .filter(session -> user.equals(session.user()))
                .findFirst()
                .orElseThrow();
    }

    /** Publishes while the client does not read, until so much waits that every further write is a burst. */
    private void publishToASlowStarter(StompTestClient client, List<byte[]> bodies) {
        client.stopReading();
        client.send("SEND\ndestination:/topic/nobody\nreceipt:r\n\n\0");
        for (int i = 0; i < bodies.size(); i++) {
            publish(bodies.get(i));
        }
        Session session = session();
        await().until(() -> session.outbox().bytes() > 4_000_000);
        client.resumeReading();
    }

    private void assertArrived(StompTestClient client, List<byte[]> bodies) {
        List<Frame> frames = new ArrayList<>();
        while (frames.size() < bodies.size()) {
            Frame frame = client.frame();
            if (frame.command().equals("MESSAGE")) {
                frames.add(frame);
            } else {
                assertThat(frame.required("receipt-id")).isEqualTo("r");
            }
        }
        for (int i = 0; i < bodies.size(); i++) {
            byte[] body = bodies.get(i);
            assertThat(frames.get(i).body()).isEqualTo(body);
            assertThat(frames.get(i).binary()).isEqualTo(!Utf8.isValid(body));
        }
        assertThat(client.barrier()).isEmpty();
    }

    @Test
    void burstsOfEveryLengthArriveWholeInOrderAndUnfragmented() {
        try (StompTestClient client = StompTestClient.connect(port, "login:" + user)) {
            client.subscribe("s", topic);
            List<byte[]> bodies = bodies(overhead(client));
            publishToASlowStarter(client, bodies);
            assertArrived(client, bodies);

            List<WireFrame> wire = client.wireFrames();
            assertThat(wire).allSatisfy(frame -> {
                assertThat(frame.last()).isTrue();
                assertThat(frame.opcode()).isNotEqualTo(WireFrame.CONTINUATION);
                assertThat(frame.reserved()).isZero();
            });
            assertThat(wire).extracting(WireFrame::length).contains(125, 126, 127, 65_535, 65_536, 65_537);
        }
    }

    @Test
    void pingsAreAnsweredBetweenTheMessagesOfOneWriteAndTheNext() {
        try (StompTestClient client = StompTestClient.connect(port, "login:" + user)) {
            client.subscribe("s", topic);
            List<byte[]> bodies = bodies(overhead(client));
            publishToASlowStarter(client, bodies);
            for (int i = 0; i < 20; i++) {
                client.ping();
            }
            assertArrived(client, bodies);
        }
    }

    @Test
    void manySubscribersShareTheSameBursts() {
        List<StompTestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                clients.add(StompTestClient.connect(port, "login:" + (i == 0 ? user : "other")));
                clients.getLast().subscribe("s", topic);
            }
            List<byte[]> bodies = bodies(overhead(clients.getFirst()));
            clients.stream().skip(1).forEach(client -> client.expect("MESSAGE"));
            publishToASlowStarter(clients.getFirst(), bodies);
            clients.forEach(client -> assertArrived(client, bodies));
        } finally {
            clients.forEach(StompTestClient::close);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "fragment;maxLength=5",
                "identity",
                "@validation;incoming-sequence=true",
                "@frame-capture;output-dir=.",
                "x-webkit-deflate-frame"
            })
    void extensionsAreNotNegotiated(String offered) {
        Handshake handshake = Handshake.to("/ws").extensions(offered);
        try (StompTestClient client = StompTestClient.open(port, handshake)) {
            assertThat(client.handshakeAnswer().header("Sec-WebSocket-Extensions"))
                    .isEmpty();
            client.handshake("1.2");
            client.subscribe("s", topic);
            publish("hello".getBytes(UTF_8));
            assertThat(client.expect("MESSAGE").text()).isEqualTo("hello");
            assertThat(client.wireFrames())
                    .allSatisfy(frame -> assertThat(frame.reserved()).isZero());
        }
    }
}
