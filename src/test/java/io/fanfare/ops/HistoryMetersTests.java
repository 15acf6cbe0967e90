package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.broker.Broker;
import io.fanfare.event.Destination;
import io.fanfare.history.History;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** What the meters of the history say, against what is kept and replayed. */
@FanfareServer({
    "fanfare.history.rules[0].pattern=/topic/#",
    "fanfare.history.rules[0].size=3",
    "fanfare.history.max-bytes=2MB"
})
class HistoryMetersTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry registry;

    @Autowired
    Broker broker;

    private Readings readings;

    @BeforeEach
    void read() {
        readings = Readings.of(registry);
    }

    @Test
    void whatIsKeptAndWhatGoesIsCounted() {
        publish("12345678".repeat(100));
        assertThat(readings.gain(MeterNames.HISTORY_EVENTS)).isEqualTo(1);
        assertThat(readings.gain(MeterNames.HISTORY_BYTES)).isBetween(800.0, 1_600.0);
        for (int i = 0; i < 4; i++) {
            publish("x");
        }
        assertThat(readings.gain(MeterNames.HISTORY_EVENTS)).isEqualTo(3);
        assertThat(readings.gain(MeterNames.HISTORY_EVICTED, "cause", "size")).isEqualTo(2);
        broker.clearHistory(Destination.parse(topic), null);
        assertThat(readings.gain(MeterNames.HISTORY_EVICTED, "cause", "cleared"))
                .isEqualTo(3);
        assertThat(readings.gain(MeterNames.HISTORY_EVENTS)).isZero();
        assertThat(readings.gain(MeterNames.HISTORY_BYTES)).isZero();
    }

    @Test
    void everyCauseIsThereFromTheStart() {
        for (History.Cause cause : History.Cause.values()) {
            assertThat(registry.find(MeterNames.HISTORY_EVICTED)
                            .tag("cause", LabelledCounter.label(cause))
                            .functionCounter())
                    .as(cause.name())
                    .isNotNull();
        }
    }

    @Test
    void replaysAreCountedByWhatBecameOfThem() {
        String first = publish("1");
        publish("2");
        try (StompTestClient client = StompTestClient.connect(port)) {
            assertThat(subscribe(client, "last-message-id:" + first)).isEqualTo(1);
            assertThat(subscribe(client, "last-message-id:zz-0")).isEqualTo(2);
            assertThat(subscribe(client, "replay:1")).isEqualTo(1);
            client.subscribe("d", topic);
        }
        assertThat(readings.gain(MeterNames.REPLAYS, "outcome", "recovered")).isEqualTo(1);
        assertThat(readings.gain(MeterNames.REPLAYS, "outcome", "gap")).isEqualTo(1);
        assertThat(readings.gain(MeterNames.REPLAYS, "outcome", "last")).isEqualTo(1);
        assertThat(readings.gain(MeterNames.REPLAYS, "outcome", "overtaken")).isZero();
        readings.awaitGain(0, MeterNames.REPLAYS_RUNNING);
    }

    /** The client acknowledges nothing, so that its replay waits, while what it waits for goes. */
    @Test
    void aReplayThatIsOvertakenIsCountedBesides() {
        String first = publish("0");
        publish("1");
        publish("2");
        publish("3");
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:a\nack:client-individual\nprefetch-count:1\ndestination:" + topic
                    + "\nlast-message-id:" + first + "\nreceipt:r\n\n\0");
            client.expectReceipt("r");
            String ack = client.expect("MESSAGE").required("ack");
            readings.awaitGain(1, MeterNames.REPLAYS_RUNNING);
            broker.clearHistory(Destination.parse(topic), null);
            client.send("ACK\nid:" + ack + "\n\n\0");
            readings.awaitGain(1, MeterNames.REPLAYS, "outcome", "overtaken");
            readings.awaitGain(0, MeterNames.REPLAYS_RUNNING);
        }
        assertThat(readings.gain(MeterNames.REPLAYS, "outcome", "recovered")).isEqualTo(1);
    }

    /** Returns how many events it was sent of the past. */
    private int subscribe(StompTestClient client, String header) {
        client.send(
                "SUBSCRIBE\nid:" + header.length() + "\ndestination:" + topic + "\n" + header + "\nreceipt:r\n\n\0");
        int replayed = Integer.parseInt(client.expectReceipt("r").required("replayed"));
        return client.expectMessages(replayed).size();
    }

    private String publish(String text) {
        return JsonMapper.shared()
                .readTree(Http.publish(port, topic, text).body())
                .path("position")
                .asString();
    }
}
