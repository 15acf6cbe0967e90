package io.fanfare.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.fanout.Subscription;
import io.fanfare.history.Resume;
import io.fanfare.security.Identity;
import io.fanfare.session.Session;
import io.fanfare.stomp.StompVersion;
import io.fanfare.testing.CapturingConnection;
import io.fanfare.testing.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** People come and go at random: lists, what is told behind them, and who really is there agree. */
class PresenceOracleTests {

    private static final String ROOM = "/topic/room.1";
    private static final long LINGER_MILLIS = 1_000;

    private final RandomGenerator random = Seed.random();
    private final Rooms rooms = new Rooms(Rooms.settings(4, Duration.ofMillis(LINGER_MILLIS)));
    private final List<Subscription> there = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();

    /** A client that has read the list, and applies to it what is told behind. */
    private final class Client {
        final CapturingConnection connection = new CapturingConnection();
        final Map<String, Integer> users = new TreeMap<>();
        int unnamed;
        int count;

        Client() {
            Roll roll = rooms.roll(ROOM);
            List<UserSessions> named = roll.users();
            assertThat(named).isNotNull();
            named.forEach(user -> users.put(user.user(), user.sessions()));
            unnamed = roll.unnamed();
            count = roll.count();
            someMore();
            Session session = rooms.sessions.open(connection);
            session.connected(StompVersion.V1_2, Identity.open("client"));
            rooms.subscribe(session, "/presence/room.1", Resume.after(roll.position()));
        }

        void apply() {
            for (String message : connection.messages()) {
                JsonNode event = JsonMapper.shared().readTree(Rooms.body(message));
                for (String kind : List.of("joined", "changed")) {
                    event.path(kind)
                            .forEach(user -> users.put(
                                    user.path("user").asString(),
                                    user.path("sessions").asInt()));
                }
                event.path("left").forEach(user -> users.remove(user.asString()));
                unnamed = event.path("unnamed").asInt();
                count = event.path("count").asInt();
            }
        }
    }

    @RepeatedTest(100)
    void listsAndEventsAgree() {
        for (int step = 0; step < 100; step++) {
            someMore();
            rooms.pass(random.nextInt(300));
            if (random.nextInt(10) == 0) {
                clients.add(new Client());
            }
        }
        rooms.pass(LINGER_MILLIS);
        rooms.pass(200);
        Roll last = rooms.roll(ROOM);
        assertThat(last.count()).isEqualTo(expectedCount(last));
        assertThat(clients).allSatisfy(client -> {
            client.apply();
            Map<String, Integer> users = new HashMap<>();
            List<UserSessions> named = last.users();
            assertThat(named).isNotNull();
            named.forEach(user -> users.put(user.user(), user.sessions()));
            assertThat(client.users).isEqualTo(users);
            assertThat(client.unnamed).isEqualTo(last.unnamed());
            assertThat(client.count).isEqualTo(last.count());
        });
        rooms.close();
    }

    private void someMore() {
        for (int i = random.nextInt(3); i > 0; i--) {
            int user = random.nextInt(8);
            there.add(rooms.enter(ROOM, user == 0 ? null : "user-" + user));
        }
        for (int i = random.nextInt(4); i > 0 && !there.isEmpty(); i--) {
            rooms.leave(there.remove(random.nextInt(there.size())));
        }
    }

    /** All sessions are in the list, under their user's name or as one of the unnamed. */
    private int expectedCount(Roll roll) {
        List<UserSessions> named = roll.users();
        assertThat(named).isNotNull();
        int inNames = named.stream().mapToInt(UserSessions::sessions).sum();
        assertThat(inNames + roll.unnamed()).isEqualTo(there.size());
        named.forEach(user -> assertThat(there.stream()
                        .filter(subscription ->
                                user.user().equals(subscription.session().user()))
                        .count())
                .isGreaterThanOrEqualTo(user.sessions()));
        return named.size() + roll.unnamed();
    }
}
