package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the meters of sessions and deliveries say, against what clients did. */
@FanfareServer("fanfare.session.outbox-limit=100KB")
class SessionMetersTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry registry;

    private Readings readings;

    @Autowired
    Sessions sessions;

    /** The sessions of the test before end a moment after its clients, and would be counted here. */
    @BeforeEach
    void read() {
        await().until(() -> sessions.count() == 0);
        readings = Readings.of(registry);
    }

    @Test
    void sessionsAreCountedWhileTheyAreOpen() {
        try (StompTestClient one = StompTestClient.connect(port);
                StompTestClient two = StompTestClient.connect(port)) {
            readings.awaitGain(2, MeterNames.SESSIONS, "transport", "websocket");
            readings.awaitGain(2, MeterNames.SESSIONS_OPENED, "transport", "websocket");
            disconnect(one);
            readings.awaitGain(1, MeterNames.SESSIONS, "transport", "websocket");
            disconnect(two);
        }
        readings.awaitGain(0, MeterNames.SESSIONS, "transport", "websocket");
        readings.awaitGain(2, MeterNames.SESSIONS_OPENED, "transport", "websocket");
        readings.awaitGain(2, MeterNames.SESSION_DURATION);
    }

    @Test
    void everyEndIsCountedByItsReason() {
        disconnect(StompTestClient.connect(port));
        readings.awaitGain(1, MeterNames.SESSIONS_CLOSED, "reason", "disconnected");

        try (StompTestClient client = StompTestClient.connect(port)) {
            client.sendClose(1000);
            client.expectClose();
        }
        readings.awaitGain(1, MeterNames.SESSIONS_CLOSED, "reason", "client-closed");

        StompTestClient.connect(port).abort();
        readings.awaitGain(1, MeterNames.SESSIONS_CLOSED, "reason", "connection-lost");

        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("NONSENSE\n\n\0");
            client.expectRefusal(1002);
        }
        readings.awaitGain(1, MeterNames.SESSIONS_CLOSED, "reason", "protocol-error");
        readings.awaitGain(4, MeterNames.SESSIONS_CLOSED);
    }

    @Test
    void durationIsTheTimeFromOpenToEnd() {
        Timer duration = registry.get(MeterNames.SESSION_DURATION).timer();
        double before = duration.totalTime(TimeUnit.NANOSECONDS);
        long start = System.nanoTime();
        StompTestClient client = StompTestClient.connect(port);
        long connected = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            client.barrier();
        }
        long leaving = System.nanoTime();
        disconnect(client);
        readings.awaitGain(1, MeterNames.SESSION_DURATION);
        double atMost = System.nanoTime() - start;
        assertThat(duration.totalTime(TimeUnit.NANOSECONDS) - before).isBetween((double) (leaving - connected), atMost);
    }

    @Test
    void deliveriesAreCountedWhenTheyAreWritten() {
        try (StompTestClient one = StompTestClient.connect(port);
                StompTestClient two = StompTestClient.connect(port)) {
            one.subscribe("a", topic);
            two.subscribe("a", topic);
            two.subscribe("b", topic);
            publish(one, 10);
            one.expectMessages(10);
            two.expectMessages(20);
            readings.awaitGain(30, MeterNames.DELIVERIES, "outcome", "written");
            readings.awaitGain(30, MeterNames.DELIVERY_LATENCY);
            readings.awaitGain(30, MeterNames.DELIVERY_LATENCY + ".within", "le", "+Inf");
        }
        readings.awaitGain(0, MeterNames.DELIVERIES, "outcome", "dropped");
    }

    @Test
    void deliveryLatencyIsNotMoreThanTheClientSees() {
        FunctionTimer latency = registry.get(MeterNames.DELIVERY_LATENCY).functionTimer();
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("a", topic);
            double before = latency.totalTime(TimeUnit.NANOSECONDS);
            long start = System.nanoTime();
            publish(client, 1);
            client.expectMessages(1);
            readings.awaitGain(1, MeterNames.DELIVERY_LATENCY);
            long seen = System.nanoTime() - start;
            assertThat(latency.totalTime(TimeUnit.NANOSECONDS) - before).isBetween(1.0, (double) seen);
        }
    }

    @Test
    void acknowledgementsAreCounted() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("a", topic, "ack:client-individual");
            publish(client, 3);
            List<Frame> messages = client.expectMessages(3);
            client.send("ACK\nid:" + messages.get(0).required("ack") + "\n\n\0");
            client.send("ACK\nid:" + messages.get(1).required("ack") + "\n\n\0");
            client.send("NACK\nid:" + messages.get(2).required("ack") + "\n\n\0");
            readings.awaitGain(2, MeterNames.DELIVERIES, "outcome", "acknowledged");
            readings.awaitGain(1, MeterNames.DELIVERIES, "outcome", "rejected");
        }
    }

    @Test
    void aSlowConsumerIsCountedWithWhatItDidNotGet() {
        String kilobytes = "x".repeat(10_000);
        try (StompTestClient slow = StompTestClient.openWithSmallBuffer(port, 4_096);
                StompTestClient publisher = StompTestClient.connect(port)) {
            slow.handshake("1.2");
            slow.subscribe("a", topic);
            slow.stopReading();
            int published = 0;
            while (readings.gain(MeterNames.DELIVERIES, "outcome", "dropped") == 0) {
                assertThat(published).as("events before the outbox was full").isLessThan(2_000);
                publisher.send("SEND\ndestination:" + topic + "\n\n" + kilobytes + "\0");
                publisher.ping();
                published++;
                readings.awaitGain(published, MeterNames.EVENTS_PUBLISHED);
            }
            assertThat(registry.get(MeterNames.OUTBOX_BYTES).gauge().value()).isPositive();
            slow.resumeReading();
            readings.awaitGain(1, MeterNames.SLOW_CONSUMERS);
            readings.awaitGain(1, MeterNames.SESSIONS_CLOSED, "reason", "slow-consumer");
            readings.awaitGain(0, MeterNames.OUTBOX_BYTES);
            assertThat(readings.gain(MeterNames.DELIVERIES, "outcome", "written")
                            + readings.gain(MeterNames.DELIVERIES, "outcome", "dropped"))
                    .isEqualTo(published);
        }
    }

    private void publish(StompTestClient client, int count) {
        for (int i = 0; i < count; i++) {
            client.send("SEND\ndestination:" + topic + "\n\nx\0");
        }
    }

    private static void disconnect(StompTestClient client) {
        try (client) {
            client.send("DISCONNECT\n\n\0");
            client.expectClose();
        }
    }
}
