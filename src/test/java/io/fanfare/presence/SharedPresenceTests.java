package io.fanfare.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fanfare.fanout.Subscription;
import io.fanfare.testing.Seed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is there, of several instances. */
class SharedPresenceTests {

    private static final String ROOM = "/topic/room.1";
    private static final long LINGER_MILLIS = 5_000;

    private final RandomGenerator random = Seed.random();
    private final SharedRooms all = new SharedRooms(3, Rooms.settings(1_000, Duration.ofMillis(LINGER_MILLIS)));
    private final Rooms one = all.instances.get(0).rooms;
    private final Rooms two = all.instances.get(1).rooms;
    private final Rooms three = all.instances.get(2).rooms;

    @AfterEach
    void close() {
        all.close();
    }

    private static List<UserSessions> users(Rooms rooms) {
        List<UserSessions> users = rooms.roll(ROOM).users();
        assertThat(users).isNotNull();
        return users;
    }

    @Test
    void sessionsOfAUserAddUpAndTheLastOneCounts() {
        Subscription here = one.enter(ROOM, "ann");
        Subscription there = two.enter(ROOM, "ann");
        three.enter(ROOM, null);
        all.pass(200);
        for (Rooms each : List.of(one, two, three)) {
            assertThat(users(each)).containsExactly(new UserSessions("ann", 2));
            assertThat(each.roll(ROOM).unnamed()).isEqualTo(1);
        }
        one.leave(here);
        all.pass(LINGER_MILLIS);
        assertThat(users(three)).containsExactly(new UserSessions("ann", 1));
        two.leave(there);
        all.pass(LINGER_MILLIS);
        all.pass(200);
        for (Rooms each : List.of(one, two, three)) {
            assertThat(users(each)).isEmpty();
            assertThat(each.news()).last().asString().contains("\"left\":[\"ann\"]");
        }
    }

    @Test
    void whoMovesToAnotherInstanceHasNeverLeft() {
        Subscription here = one.enter(ROOM, "ann");
        all.pass(200);
        List.of(one, two, three).forEach(Rooms::news);
        one.leave(here);
        all.pass(1_000);
        two.enter(ROOM, "ann");
        all.pass(200);
        all.pass(LINGER_MILLIS);
        for (Rooms each : List.of(one, two, three)) {
            assertThat(each.news()).isEmpty();
        }
    }

    @Test
    void whoWasOnALostInstanceIsGoneAtOnceAndOnAStoppedOneAfterTheLinger() {
        one.enter(ROOM, "ann");
        two.enter(ROOM, "bob");
        all.pass(200);
        all.instances.get(0).end(false);
        all.pass(200);
        assertThat(users(three)).containsExactly(new UserSessions("bob", 1));
        all.instances.get(0).end(true);
        all.pass(LINGER_MILLIS - 1);
        assertThat(users(three)).containsExactly(new UserSessions("bob", 1));
        all.pass(1);
        assertThat(users(three)).isEmpty();
        assertThat(three.attendances.size()).isZero();
    }

    @Test
    void whatWasMissedIsMendedByARepetition() {
        one.enter(ROOM, "ann");
        Subscription bob = one.enter(ROOM, "bob");
        all.pass(200);
        all.instances.get(2).cut = true;
        one.leave(bob);
        one.enter(ROOM, "cid");
        all.pass(200);
        all.instances.get(2).cut = false;
        assertThat(users(three)).extracting(UserSessions::user).containsExactly("ann", "bob");
        all.instances.get(0).repeat();
        all.pass(LINGER_MILLIS);
        assertThat(users(three)).extracting(UserSessions::user).containsExactly("ann", "cid");
    }

    @Test
    void whatIsKeptHereAloneCounts() throws IOException {
        byte[] other = GuestCount.toJson(List.of(new GuestCount("/topic/elsewhere", "ann", 1)));
        all.instances.get(0).shared.heard(9, other);
        assertThat(one.attendances.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{}",
                "[{}]",
                "null",
                "[null]",
                "[{\"topic\":\"/user/x\",\"sessions\":1}]",
                "[{\"topic\":\"/topic/room.1\",\"sessions\":-1}]",
                "[{\"topic\":\"/topic/room..1\",\"sessions\":1}]"
            })
    void whatIsNoListOfGuestsIsRefused(String message) {
        assertThatThrownBy(() -> all.instances.get(0).shared.heard(9, message.getBytes(UTF_8)))
                .isInstanceOf(IOException.class);
        all.pass(200);
        assertThat(one.roll(ROOM).count()).isZero();
    }

    @Test
    void moreThanThereMayBeAreNotKnown() throws IOException {
        OtherGuests few = new OtherGuests(one.attendances, 2);
        List<GuestCount> three =
                List.of(new GuestCount(ROOM, "ann", 1), new GuestCount(ROOM, "bob", 1), new GuestCount(ROOM, "cid", 1));
        assertThatThrownBy(() -> few.heard(9, three)).isInstanceOf(IOException.class);
        all.pass(200);
        assertThat(users(one)).hasSize(2);
        few.heard(9, List.of(new GuestCount(ROOM, "ann", 0), new GuestCount(ROOM, "cid", 1)));
        few.gone(9, false);
        few.heard(8, three.subList(0, 2));
        all.pass(200);
        assertThat(users(one)).extracting(UserSessions::user).containsExactly("ann", "bob");
    }

    /** At random: people come and go, messages are lost, instances tell all again. In the end all know who is there. */
    @RepeatedTest(50)
    void inTheEndAllAgree() {
        Map<String, Integer> there = new TreeMap<>();
        List<Runnable> leaving = new ArrayList<>();
        for (int step = 0; step < 100; step++) {
            SharedRooms.Instance at = all.instances.get(random.nextInt(3));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    String user = "user-" + random.nextInt(5);
                    Subscription subscription = at.rooms.enter(ROOM, user);
                    there.merge(user, 1, Integer::sum);
                    leaving.add(() -> {
                        at.rooms.leave(subscription);
                        there.merge(user, -1, (one, less) -> one + less == 0 ? null : one + less);
                    });
                }
                case 3, 4 -> {
                    if (!leaving.isEmpty()) {
                        leaving.remove(random.nextInt(leaving.size())).run();
                    }
                }
                case 5 -> at.cut = !at.cut;
                case 6 -> at.repeat();
                default -> all.pass(random.nextInt(400));
            }
        }
        all.instances.forEach(each -> each.cut = false);
        all.instances.forEach(each -> each.shared.tellChanges());
        all.instances.forEach(SharedRooms.Instance::repeat);
        all.pass(200);
        all.pass(LINGER_MILLIS);
        all.pass(200);
        for (Rooms each : List.of(one, two, three)) {
            Map<String, Integer> known = new TreeMap<>();
            users(each).forEach(user -> known.put(user.user(), user.sessions()));
            assertThat(known).isEqualTo(there);
        }
    }
}
