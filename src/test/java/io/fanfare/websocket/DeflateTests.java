package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.broker.Publisher;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Utf8;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Seed;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import io.fanfare.testing.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** permessage-deflate (RFC 7692), where a setting allows it. */
@FanfareServer({"fanfare.stomp.deflate=true", "fanfare.session.outbox-limit=64MB"})
class DeflateTests {

    private static final int COMPRESSED = 4;

    @LocalServerPort
    int port;

    @Autowired
    Publisher publisher;

    private final String topic = Topics.fresh();

    private List<byte[]> publish() {
        RandomGenerator random = Seed.random();
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            byte[] body = new byte[i % 50 == 0 ? 65_000 + random.nextInt(100_000) : random.nextInt(300)];
            if (i % 3 == 0) {
                random.nextBytes(body);
            }
            bodies.add(body);
            publisher.publish(
                    new Event(null, Destination.parse(topic), Set.of(), null, Map.of(), body, Utf8.isValid(body), 1),
                    Publisher.Source.HTTP);
        }
        return bodies;
    }

    private void assertArrive(StompTestClient client) {
        client.subscribe("s", topic);
        client.stopReading();
        List<byte[]> bodies = publish();
        client.resumeReading();
        for (byte[] body : bodies) {
            Frame message = client.expect("MESSAGE");
            assertThat(message.body()).isEqualTo(body);
            assertThat(message.binary()).isEqualTo(!Utf8.isValid(body));
        }
        assertThat(client.barrier()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
            })
    void aClientThatNegotiatesItGetsEveryMessageCompressedAndWhole(String offered) {
        Handshake handshake = Handshake.to("/ws").extensions(offered);
        try (StompTestClient client = StompTestClient.open(port, handshake)) {
            assertThat(client.handshakeAnswer().header("Sec-WebSocket-Extensions"))
                    .startsWith("permessage-deflate");
            client.handshake("1.2");
            assertArrive(client);
            assertThat(client.wireFrames())
                    .filteredOn(frame -> frame.opcode() == WireFrame.TEXT || frame.opcode() == WireFrame.BINARY)
                    .allSatisfy(frame -> assertThat(frame.reserved()).isEqualTo(COMPRESSED));
        }
    }

    @Test
    void aClientThatDoesNotAskGetsItPlain() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            assertArrive(client);
            assertThat(client.wireFrames())
                    .allSatisfy(frame -> assertThat(frame.reserved()).isZero());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fragment;maxLength=5", "identity", "@frame-capture", "fragment, permessage-deflate"})
    void noOtherExtensionIsNegotiated(String offered) {
        try (StompTestClient client =
                StompTestClient.open(port, Handshake.to("/ws").extensions(offered))) {
            assertThat(client.handshakeAnswer().header("Sec-WebSocket-Extensions"))
                    .isEqualTo(offered.contains("deflate") ? "permessage-deflate" : "");
        }
    }
}
