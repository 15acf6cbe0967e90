package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is there, of several instances with one RabbitMQ: the same list on each, and the same news. */
@RequiresCommand({"rabbitmq-server", "epmd"})
class FleetIT {

    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static RabbitNode node;
    private static FanfareInstance one;
    private static FanfareInstance two;

    private final String room = "room." + UUID.randomUUID();
    private final String topic = "/topic/" + room;

    @BeforeAll
    static void start() {
        node = RabbitNode.start();
        one = FanfareInstance.start(settings(node.address()));
        two = FanfareInstance.start(settings(node.address()));
    }

    @AfterAll
    static void end() {
        one.close();
        two.close();
        node.close();
    }

    private static String[] settings(String address) {
        return new String[] {
            "fanfare.broker.mode=relay",
            "fanfare.relay.addresses=" + address,
            "fanfare.relay.lease=" + LEASE.toMillis() + "ms",
            "fanfare.presence.rules[0].pattern=/topic/room.#",
            "fanfare.presence.rules[0].linger=500ms"
        };
    }

    private StompTestClient enter(int port, String user) {
        StompTestClient client = StompTestClient.connect(port, "login:" + user);
        client.subscribe("s", topic);
        return client;
    }

    private String list(int port) {
        return Http.get(port, "/api/v1/destinations" + topic + "/presence").body();
    }

    private void awaitList(int port, String ending) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(list(port)).endsWith(ending));
    }

    private static String ann(int sessions) {
        return "\"count\":1,\"unnamed\":0,\"users\":[{\"user\":\"ann\",\"sessions\":%d}]}".formatted(sessions);
    }

    private static final String NOBODY = "\"count\":0,\"unnamed\":0,\"users\":[]}";

    @Test
    void listsAndNewsAreTheSameOnAll() {
        try (StompTestClient here = StompTestClient.connect(one.port());
                StompTestClient there = StompTestClient.connect(two.port())) {
            here.subscribe("p", "/presence/" + room);
            there.subscribe("p", "/presence/" + room);
            try (StompTestClient ann = enter(one.port(), "ann")) {
                for (StompTestClient each : new StompTestClient[] {here, there}) {
                    assertThat(each.expect("MESSAGE").text())
                            .contains("\"joined\":[{\"user\":\"ann\",\"sessions\":1}]");
                }
                try (StompTestClient again = enter(two.port(), "ann")) {
                    for (StompTestClient each : new StompTestClient[] {here, there}) {
                        assertThat(each.expect("MESSAGE").text())
                                .contains("\"changed\":[{\"user\":\"ann\",\"sessions\":2}]");
                    }
                    awaitList(one.port(), ann(2));
                    awaitList(two.port(), ann(2));
                    again.ping();
                }
                ann.ping();
            }
            awaitList(one.port(), NOBODY);
            awaitList(two.port(), NOBODY);
            for (StompTestClient each : new StompTestClient[] {here, there}) {
                Frame last = each.expect("MESSAGE");
                while (!last.text().contains("\"left\":[\"ann\"]")) {
                    last = each.expect("MESSAGE");
                }
                assertThat(last.text()).contains("\"count\":0");
            }
        }
    }

    @Test
    void whoComesBackToAnotherInstanceHasNeverLeft() {
        try (StompTestClient watcher = StompTestClient.connect(two.port())) {
            StompTestClient ann = enter(one.port(), "ann");
            watcher.subscribe("p", "/presence/" + room);
            awaitList(two.port(), ann(1));
            ann.abort();
            try (StompTestClient again = enter(two.port(), "ann")) {
                awaitList(one.port(), ann(1));
                awaitList(two.port(), ann(1));
                assertThat(watcher.barrierAt(topic + ".barrier"))
                        .noneMatch(frame -> frame.text().contains("\"left\":[\"ann\"]"));
                again.ping();
            }
        }
    }

    @Test
    void whoWasOnAnInstanceThatIsKilledIsGoneWithinTheLease() {
        try (FanfareProcess killed = FanfareProcess.start(settings(node.address()));
                StompTestClient ann = enter(killed.port(), "ann")) {
            awaitList(one.port(), ann(1));
            awaitList(two.port(), ann(1));
            killed.kill();
            long start = System.nanoTime();
            awaitList(one.port(), NOBODY);
            awaitList(two.port(), NOBODY);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LEASE.plusSeconds(1));
            assertThat(ann.expectClose()).isNotNull();
        }
    }

    @Test
    void anInstanceThatStartsLaterKnowsWhoIsThere() {
        try (StompTestClient ann = enter(one.port(), "ann")) {
            awaitList(two.port(), ann(1));
            FanfareInstance later = FanfareInstance.start(settings(node.address()));
            try (StompTestClient bob = enter(later.port(), "bob")) {
                awaitList(later.port(), "{\"user\":\"ann\",\"sessions\":1},{\"user\":\"bob\",\"sessions\":1}]}");
                awaitList(one.port(), "{\"user\":\"ann\",\"sessions\":1},{\"user\":\"bob\",\"sessions\":1}]}");
                long start = System.nanoTime();
                later.close();
                awaitList(one.port(), ann(1));
                awaitList(two.port(), ann(1));
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LEASE);
                assertThat(bob.expectClose()).isNotNull();
            }
            ann.ping();
        }
    }

    /** What was missed meanwhile is told again; and while nothing can be heard, nobody is told to have gone. */
    @Test
    void whoIsCutOffHearsTheRestLater() throws IOException {
        try (TcpProxy network = new TcpProxy(node.stompPort());
                FanfareInstance behind = FanfareInstance.start(settings("127.0.0.1:" + network.port()));
                StompTestClient ann = enter(one.port(), "ann")) {
            awaitList(behind.port(), ann(1));
            network.stall(true);
            try (StompTestClient again = enter(one.port(), "ann")) {
                awaitList(two.port(), ann(2));
                network.cut();
                network.stall(false);
                awaitList(behind.port(), ann(2));
                again.ping();
            }
            ann.ping();
        }
    }

    @Test
    void theLogHoldsNothingOfIt() {
        long before = place(Http.publish(one.port(), topic, "0"));
        try (StompTestClient ann = enter(one.port(), "ann")) {
            awaitList(two.port(), ann(1));
            ann.ping();
        }
        awaitList(two.port(), NOBODY);
        assertThat(place(Http.publish(one.port(), topic, "1"))).isEqualTo(before + 1);
    }

    /** Which message of the stream it became. */
    private static long place(HttpResponse<String> published) {
        return Epoch.place(Long.parseLong(published.body().replaceAll(".*\"position\":\"\\w+-(\\d+)\".*", "$1")));
    }

    @Test
    void whatIsForeignOnTheChannelIsCountedAndPassedOver() throws IOException {
        long before = one.bean(Relay.class).ignored();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.stompPort());
                StompTestClient ann = enter(one.port(), "ann")) {
            String channel = "/exchange/amq.direct/fanfare-fleet.fanfare";
            String connect = "CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0";
            String foreign = "SEND\ndestination:" + channel + "\n\nhello\0";
            String broken = "SEND\ndestination:" + channel + "\ncontent-type:application/x-fanfare-fleet\n\n\u0001x\0";
            socket.getOutputStream().write((connect + foreign + broken).getBytes(StandardCharsets.UTF_8));
            await().atMost(PATIENCE).until(() -> one.bean(Relay.class).ignored() >= before + 2);
            awaitList(two.port(), ann(1));
            assertThat(Http.get(one.port(), "/actuator/prometheus").body())
                    .containsPattern("fanfare_relay_ignored_total [2-9]")
                    .containsPattern("fanfare_relay_instances [1-9]");
            ann.ping();
        }
    }
}
