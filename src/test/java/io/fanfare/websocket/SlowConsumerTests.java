package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.Position;
import io.fanfare.session.CloseReason;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Clients that do not read, over real sockets, and what rules say is to become of them. */
@FanfareServer({
    "fanfare.session.outbox-limit=256KB",
    "fanfare.session.rules[0].pattern=/topic/drop.#",
    "fanfare.session.rules[0].slow-consumer=drop-oldest",
    "fanfare.session.rules[1].pattern=/topic/latest.#",
    "fanfare.session.rules[1].slow-consumer=latest",
    "fanfare.session.rules[2].pattern=/topic/tight.#",
    "fanfare.session.rules[2].slow-consumer=disconnect",
    "fanfare.session.rules[2].outbox-limit=64KB"
})
class SlowConsumerTests {

    private static final int SMALL_BUFFER = 4_096;

    /** More than all buffers on the way take, the kernel's too. */
    private static final int EVENTS = 600;

    private static final String FILLER = " ".repeat(16_384);
    private static final Pattern POSITION = Pattern.compile("\"position\":\"([^\"]+)\"");

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry meters;

    private Position publish(String destination, int number) {
        Matcher answer = POSITION.matcher(
                Http.publish(port, destination, number + FILLER).body());
        assertThat(answer.find()).isTrue();
        return Position.parse(answer.group(1));
    }

    private static int number(Frame message) {
        return Integer.parseInt(message.text().strip());
    }

    private static Position position(Frame message) {
        return Position.parse(message.required("message-id"));
    }

    private static @Nullable Position gapAfter(Frame message) {
        String gap = message.header("gap-after");
        return gap == null ? null : Position.parse(gap);
    }

    private static Position before(Position position) {
        return new Position(position.epoch(), position.offset() - 1);
    }

    private StompTestClient slow() {
        StompTestClient slow = StompTestClient.openWithSmallBuffer(port, SMALL_BUFFER);
        slow.handshake("1.2");
        return slow;
    }

    private double skipped(String policy) {
        return meters.get("fanfare.outbox.dropped")
                .tag("policy", policy)
                .functionCounter()
                .count();
    }

    @Test
    void theOldestAreSkippedAndTheClientIsToldWhere() {
        double before = skipped("drop-oldest");
        List<Position> published = new ArrayList<>();
        try (StompTestClient slow = slow()) {
            slow.subscribe("s", "/topic/drop.*");
            slow.subscribe("quiet", "/topic/quiet");
            slow.stopReading();
            for (int i = 0; i < EVENTS; i++) {
                published.add(publish("/topic/drop." + i % 3, i));
                if (i % 100 == 99) {
                    Http.publish(port, "/topic/quiet", Integer.toString(i));
                }
            }
            slow.resumeReading();
            List<Frame> quiet = new ArrayList<>();
            int expected = 0;
            int missing = 0;
            while (expected < EVENTS) {
                Frame message = slow.expect("MESSAGE");
                if (message.required("subscription").equals("quiet")) {
                    quiet.add(message);
                    continue;
                }
                int number = number(message);
                assertThat(number).isGreaterThanOrEqualTo(expected);
                assertThat(gapAfter(message)).isEqualTo(number == expected ? null : before(published.get(expected)));
                missing += number - expected;
                expected = number + 1;
            }
            assertThat(missing).isPositive();
            assertThat(skipped("drop-oldest") - before).isEqualTo(missing);
            assertThat(quiet).extracting(SlowConsumerTests::number).containsExactly(99, 199, 299, 399, 499, 599);
            publish("/topic/drop.0", EVENTS);
            assertThat(number(slow.expect("MESSAGE"))).isEqualTo(EVENTS);
        }
    }

    @Test
    void onlyTheNewestOfEachDestinationIsKept() {
        Map<String, Integer> expected =
                new HashMap<>(Map.of("/topic/latest.0", 0, "/topic/latest.1", 1, "/topic/latest.2", 2));
        List<Position> published = new ArrayList<>();
        try (StompTestClient slow = slow()) {
            slow.subscribe("s", "/topic/latest.*");
            slow.stopReading();
            for (int i = 0; i < EVENTS; i++) {
                published.add(publish("/topic/latest." + i % 3, i));
            }
            slow.resumeReading();
            Position last = before(published.getFirst());
            while (expected.values().stream().anyMatch(next -> next < EVENTS)) {
                Frame message = slow.expect("MESSAGE");
                assertThat(position(message)).isGreaterThan(last);
                last = position(message);
                int number = number(message);
                int next = expected.put(message.required("destination"), number + 3);
                assertThat(gapAfter(message)).isEqualTo(number == next ? null : before(published.get(next)));
            }
            assertThat(slow.barrier()).isEmpty();
        }
        assertThat(skipped("latest")).isPositive();
    }

    @Test
    void nothingThatWaitedFollowsTheReceiptOfTheEnd() {
        try (StompTestClient slow = slow()) {
            slow.subscribe("s", "/topic/drop.end");
            slow.stopReading();
            for (int i = 0; i < EVENTS; i++) {
                publish("/topic/drop.end", i);
            }
            slow.send("UNSUBSCRIBE\nid:s\nreceipt:gone\n\n\0");
            slow.resumeReading();
            Frame frame = slow.frame();
            while (frame.command().equals("MESSAGE")) {
                frame = slow.frame();
            }
            assertThat(frame.required("receipt-id")).isEqualTo("gone");
            assertThat(slow.barrier()).isEmpty();
        }
    }

    @Test
    void aRuleThatCoversOnlyPartOfASubscriptionDoesNotCount() {
        assertThat(closedAs("/topic/*.part", "/topic/drop.part")).isEqualTo("fanfare.session.outbox-limit");
    }

    @Test
    void aRuleMayCloseSoonerThanTheOutboxIsFull() {
        assertThat(closedAs("/topic/tight.one", "/topic/tight.one")).isEqualTo("fanfare.session.rules");
    }

    /** The setting that the ERROR names. */
    private String closedAs(String subscribed, String published) {
        try (StompTestClient slow = slow()) {
            slow.subscribe("s", subscribed);
            slow.stopReading();
            for (int i = 0; i < EVENTS; i++) {
                publish(published, i);
            }
            slow.resumeReading();
            Frame frame = slow.frame();
            while (frame.command().equals("MESSAGE")) {
                frame = slow.frame();
            }
            assertThat(frame.command()).isEqualTo("ERROR");
            assertThat(slow.expectClose().code()).isEqualTo(CloseReason.SLOW_CONSUMER.code());
            Matcher setting = Pattern.compile("fanfare\\.session\\.[a-z-]+").matcher(frame.required("message"));
            assertThat(setting.find()).isTrue();
            return setting.group();
        }
    }

    @Test
    void aFastClientMissesNothing() {
        try (StompTestClient fast = StompTestClient.connect(port)) {
            fast.subscribe("s", "/topic/drop.fast");
            for (int i = 0; i < EVENTS; i++) {
                publish("/topic/drop.fast", i);
                Frame message = fast.expect("MESSAGE");
                assertThat(number(message)).isEqualTo(i);
                assertThat(gapAfter(message)).isNull();
            }
        }
    }
}
