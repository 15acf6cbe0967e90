package io.fanfare.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.Seed;
import io.fanfare.testing.StompTestClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who is on a destination, as clients on real sockets see it. */
@FanfareServer({
    "fanfare.stomp.heartbeat=2s",
    "fanfare.presence.rules[0].pattern=/topic/short.#",
    "fanfare.presence.rules[0].linger=100ms",
    "fanfare.presence.rules[1].pattern=/topic/long.#",
    "fanfare.presence.rules[1].linger=1m",
    "fanfare.presence.rules[2].pattern=/topic/count.#",
    "fanfare.presence.rules[2].linger=100ms",
    "fanfare.presence.rules[2].count-only=true"
})
class PresenceWireTests {

    @LocalServerPort
    int port;

    private StompTestClient on(String name, String... login) {
        StompTestClient client = StompTestClient.connect(port, login);
        client.subscribe("1", "/topic/" + name);
        return client;
    }

    private StompTestClient watching(String name, String... headers) {
        StompTestClient client = StompTestClient.connect(port, "login:watcher");
        client.subscribe("1", "/presence/" + name, headers);
        return client;
    }

    private JsonNode roll(String name) {
        var answer = Http.get(port, "/api/v1/destinations/topic/" + name + "/presence");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static JsonNode event(StompTestClient watcher) {
        return event(watcher.expect("MESSAGE"));
    }

    private static JsonNode event(Frame message) {
        assertThat(message.header("content-type")).isEqualTo("application/json");
        return JsonMapper.shared().readTree(new String(message.body(), StandardCharsets.UTF_8));
    }

    private static void expectJoined(StompTestClient watcher, String user, int count) {
        JsonNode event = event(watcher);
        assertThat(event.at("/joined/0/user").asString()).isEqualTo(user);
        assertThat(event.path("joined")).hasSize(1);
        assertThat(event.path("left")).isEmpty();
        assertThat(event.path("count").asInt()).isEqualTo(count);
    }

    private static void expectLeft(StompTestClient watcher, String user, int count) {
        JsonNode event = event(watcher);
        assertThat(event.path("left"))
                .singleElement()
                .extracting(JsonNode::asString)
                .isEqualTo(user);
        assertThat(event.path("joined")).isEmpty();
        assertThat(event.path("count").asInt()).isEqualTo(count);
    }

    @Test
    void twoUsersComeAndGo() {
        try (StompTestClient watcher = watching("short.two");
                StompTestClient ann = on("short.two", "login:ann")) {
            expectJoined(watcher, "ann", 1);
            try (StompTestClient bob = on("short.two", "login:bob")) {
                expectJoined(watcher, "bob", 2);
                assertThat(roll("short.two").path("users").toString())
                        .isEqualTo("[{\"user\":\"ann\",\"sessions\":1},{\"user\":\"bob\",\"sessions\":1}]");
                bob.send("UNSUBSCRIBE\nid:1\n\n\0");
                expectLeft(watcher, "bob", 1);
            }
            ann.send("DISCONNECT\n\n\0");
            expectLeft(watcher, "ann", 0);
        }
        assertThat(roll("short.two").path("count").asInt()).isZero();
    }

    @Test
    void aReloadIsNoLeaveAndNoJoin() {
        try (StompTestClient watcher = watching("long.reload")) {
            for (int reload = 0; reload < 3; reload++) {
                on("long.reload", "login:ann").close();
            }
            expectJoined(watcher, "ann", 1);
            on("long.reload", "login:ann").close();
            try (StompTestClient ann = on("long.reload", "login:ann");
                    StompTestClient bob = on("long.reload", "login:bob")) {
                expectJoined(watcher, "bob", 2);
                assertThat(ann.barrier()).isEmpty();
                assertThat(bob.barrier()).isEmpty();
            }
        }
    }

    @Test
    void aCrashedClientLeaves() {
        try (StompTestClient watcher = watching("short.crash");
                StompTestClient ann = on("short.crash", "login:ann")) {
            expectJoined(watcher, "ann", 1);
            ann.abort();
            expectLeft(watcher, "ann", 0);
        }
    }

    @Test
    void aClientThatFallsSilentLeaves() {
        try (StompTestClient watcher = watching("short.silent");
                StompTestClient ann = StompTestClient.connect(port, "login:ann", "heart-beat:100,0")) {
            ann.subscribe("1", "/topic/short.silent");
            expectJoined(watcher, "ann", 1);
            expectLeft(watcher.patience(Duration.ofSeconds(40)), "ann", 0);
        }
    }

    @Test
    void twoTabsAreOneUser() {
        try (StompTestClient watcher = watching("short.tabs");
                StompTestClient tab = on("short.tabs", "login:ann")) {
            expectJoined(watcher, "ann", 1);
            try (StompTestClient other = on("short.tabs", "login:ann")) {
                JsonNode event = event(watcher);
                assertThat(event.path("joined")).isEmpty();
                assertThat(event.at("/changed/0/sessions").asInt()).isEqualTo(2);
                assertThat(event.path("count").asInt()).isEqualTo(1);
                assertThat(other.barrier()).isEmpty();
            }
            assertThat(event(watcher).at("/changed/0/sessions").asInt()).isEqualTo(1);
            assertThat(tab.barrier()).isEmpty();
        }
    }

    @Test
    void whereOnlyTheCountIsKeptNobodyIsNamed() {
        try (StompTestClient watcher = watching("count.1");
                StompTestClient ann = on("count.1", "login:ann")) {
            assertThat(event(watcher).toString()).isEqualTo("{\"count\":1}");
            assertThat(roll("count.1").propertyNames()).containsExactly("destination", "position", "count");
            ann.abort();
            assertThat(event(watcher).toString()).isEqualTo("{\"count\":0}");
        }
    }

    @Test
    void clientsWithoutAUserAreCounted() {
        try (StompTestClient watcher = watching("short.nobody");
                StompTestClient ignored = on("short.nobody")) {
            JsonNode event = event(watcher);
            assertThat(event.path("joined")).isEmpty();
            assertThat(event.path("unnamed").asInt()).isEqualTo(1);
            assertThat(event.path("count").asInt()).isEqualTo(1);
            assertThat(ignored.barrier()).isEmpty();
        }
    }

    @Test
    void whoReadsTheListHearsAllThatCameBehindIt() {
        try (StompTestClient ann = on("short.resume", "login:ann")) {
            await().until(() -> roll("short.resume").path("count").asInt() == 1);
            String position = roll("short.resume").path("position").asString();
            try (StompTestClient bob = on("short.resume", "login:bob")) {
                await().until(() -> roll("short.resume").path("count").asInt() == 2);
                try (StompTestClient late = watching("short.resume", "last-message-id:" + position)) {
                    expectJoined(late, "bob", 2);
                    ann.send("DISCONNECT\n\n\0");
                    expectLeft(late, "ann", 1);
                    assertThat(bob.barrier()).isEmpty();
                }
            }
        }
    }

    @Test
    void aThousandClientsAreToldInFewEvents() {
        List<StompTestClient> crowd = new ArrayList<>();
        try (StompTestClient watcher = watching("short.crowd").patience(Duration.ofSeconds(30))) {
            for (int i = 0; i < 1_000; i++) {
                StompTestClient client = StompTestClient.connect(port, "login:user-" + i);
                crowd.add(client);
            }
            long start = System.nanoTime();
            crowd.forEach(client -> client.send("SUBSCRIBE\nid:1\ndestination:/topic/short.crowd\n\n\0"));
            int events = 0;
            for (int count = 0; count < crowd.size(); events++) {
                count = event(watcher).path("count").asInt();
            }
            long intervals = Duration.ofNanos(System.nanoTime() - start).toMillis() / 200;
            // one at once, one behind, and two more since a thousand names take more than two events
            assertThat(events).isLessThanOrEqualTo((int) intervals + 4);
        } finally {
            crowd.forEach(StompTestClient::close);
        }
    }

    @Test
    void listsAndEventsAgreeWhateverHappens() {
        RandomGenerator random = Seed.random();
        List<StompTestClient> there = new ArrayList<>();
        List<Observer> observers = new ArrayList<>();
        try {
            for (int step = 0; step < 150; step++) {
                if (random.nextInt(5) < 3 || there.isEmpty()) {
                    int user = random.nextInt(10);
                    there.add(user == 0 ? on("short.any") : on("short.any", "login:user-" + user));
                } else {
                    StompTestClient gone = there.remove(random.nextInt(there.size()));
                    if (random.nextBoolean()) {
                        gone.abort();
                    }
                    gone.close();
                }
                if (step % 10 == 0) {
                    observers.add(new Observer());
                }
            }
            int expected = there.size();
            await().until(() -> sessions(roll("short.any")) == expected);
            JsonNode last = roll("short.any");
            assertThat(observers).allSatisfy(observer -> observer.agreesWith(last));
        } finally {
            there.forEach(StompTestClient::close);
            observers.forEach(observer -> observer.client.close());
        }
    }

    private static int sessions(JsonNode roll) {
        int sessions = roll.path("unnamed").asInt();
        for (JsonNode user : roll.path("users")) {
            sessions += user.path("sessions").asInt();
        }
        return sessions;
    }

    /** Reads the list first, and then subscribes from where it was true. */
    private final class Observer {
        final JsonNode first = roll("short.any");
        final StompTestClient client = watching(
                "short.any", "last-message-id:" + first.path("position").asString());

        void agreesWith(JsonNode last) {
            Map<String, Integer> users = users(first.path("users"));
            int count = first.path("count").asInt();
            for (Frame message : client.barrier()) {
                JsonNode event = event(message);
                users.putAll(users(event.path("joined")));
                users.putAll(users(event.path("changed")));
                event.path("left").forEach(user -> users.remove(user.asString()));
                count = event.path("count").asInt();
            }
            assertThat(users).isEqualTo(users(last.path("users")));
            assertThat(count).isEqualTo(last.path("count").asInt());
        }

        private static Map<String, Integer> users(JsonNode list) {
            Map<String, Integer> users = new TreeMap<>();
            list.forEach(user -> users.put(
                    user.path("user").asString(), user.path("sessions").asInt()));
            return users;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "#", "*", "shorter.1", "count/1"})
    void whereNoRuleAsksForItASubscriptionIsRefused(String name) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:1\ndestination:/presence/" + name + "\n\n\0");
            assertThat(client.expectRefusal(1002).header("message")).contains("fanfare.presence.rules");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic/other", "user/a", "presence/short.1"})
    void whereNoRuleAsksForItThereIsNoList(String destination) {
        var answer = Http.get(port, "/api/v1/destinations/" + destination + "/presence");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("fanfare.presence.rules");
    }

    @Test
    void nobodyElsePublishesThere() {
        var answer = Http.postJson(port, "/api/v1/events", "{\"destination\":\"/presence/short.1\",\"payload\":1}");
        assertThat(answer.statusCode()).isEqualTo(400);
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:/presence/short.1\n\nx\0");
            assertThat(client.expectRefusal(1002).header("message")).contains("Presence is told by Fanfare itself");
        }
    }
}
