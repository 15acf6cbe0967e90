package io.fanfare.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.Resume;
import io.fanfare.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who is on a destination, and what is told of it, as time passes. */
class PresenceTests {

    private static final String ROOM = "/topic/room.1";
    private static final String ANN = "{\"joined\":[{\"user\":\"ann\",\"sessions\":1}],\"changed\":[],\"left\":[],";

    private Rooms rooms = new Rooms(Rooms.settings(3, Duration.ofSeconds(5)));

    @AfterEach
    void close() {
        rooms.close();
    }

    @Test
    void whoComesIsToldAtOnceAndWhoGoesAfterTheLinger() {
        Subscription ann = rooms.enter(ROOM, "ann");
        rooms.pass(0);
        assertThat(rooms.news()).containsExactly(ANN + "\"unnamed\":0,\"count\":1}");
        assertThat(rooms.roll(ROOM).users()).containsExactly(new UserSessions("ann", 1));
        rooms.leave(ann);
        rooms.pass(4_999);
        assertThat(rooms.news()).isEmpty();
        assertThat(rooms.roll(ROOM).count()).isEqualTo(1);
        rooms.pass(1);
        assertThat(rooms.news())
                .containsExactly("{\"joined\":[],\"changed\":[],\"left\":[\"ann\"],\"unnamed\":0,\"count\":0}");
        assertThat(rooms.roll(ROOM).users()).isEmpty();
        assertThat(rooms.attendances.get(Destination.parse(ROOM))).isNull();
    }

    @Test
    void whoComesBackInTimeHasNeverLeft() {
        Subscription ann = rooms.enter(ROOM, "ann");
        rooms.pass(0);
        rooms.news();
        for (int reload = 0; reload < 5; reload++) {
            rooms.leave(ann);
            rooms.pass(3_000);
            ann = rooms.enter(ROOM, "ann");
            rooms.pass(1_000);
        }
        assertThat(rooms.news()).isEmpty();
        rooms.leave(ann);
        rooms.pass(5_000);
        assertThat(rooms.news()).singleElement().asString().contains("\"left\":[\"ann\"]");
    }

    @Test
    void aUserJoinsWithTheFirstSessionAndLeavesWithTheLast() {
        Subscription one = rooms.enter(ROOM, "ann");
        rooms.pass(0);
        rooms.news();
        Subscription two = rooms.enter(ROOM, "ann");
        rooms.pass(200);
        assertThat(rooms.news()).singleElement().asString().contains("\"changed\":[{\"user\":\"ann\",\"sessions\":2}]");
        rooms.leave(one);
        rooms.pass(5_000);
        assertThat(rooms.news()).singleElement().asString().contains("\"changed\":[{\"user\":\"ann\",\"sessions\":1}]");
        rooms.leave(two);
        rooms.pass(5_000);
        assertThat(rooms.news()).singleElement().asString().contains("\"left\":[\"ann\"]");
    }

    @Test
    void twoTabsOfWhichOneIsReloadedAreTwoTabs() {
        Subscription tab = rooms.enter(ROOM, "ann");
        rooms.enter(ROOM, "ann");
        rooms.pass(0);
        rooms.news();
        rooms.leave(tab);
        rooms.pass(1_000);
        rooms.enter(ROOM, "ann");
        rooms.pass(10_000);
        assertThat(rooms.news()).isEmpty();
        assertThat(rooms.roll(ROOM).users()).containsExactly(new UserSessions("ann", 2));
    }

    @Test
    void aSessionThatSubscribesTwiceIsThereOnce() {
        Session session = rooms.session("ann");
        Subscription one = rooms.subscribe(session, ROOM, Resume.LIVE);
        Subscription two = rooms.subscribe(session, ROOM, Resume.LIVE);
        rooms.pass(0);
        assertThat(rooms.roll(ROOM).users()).containsExactly(new UserSessions("ann", 1));
        rooms.leave(one);
        rooms.pass(10_000);
        assertThat(rooms.roll(ROOM).count()).isEqualTo(1);
        rooms.leave(two);
        rooms.pass(5_000);
        assertThat(rooms.roll(ROOM).count()).isZero();
    }

    @Test
    void sessionsWithoutAUserAreCountedEach() {
        Subscription one = rooms.enter(ROOM, null);
        rooms.enter(ROOM, null);
        rooms.pass(0);
        assertThat(rooms.news())
                .containsExactly("{\"joined\":[],\"changed\":[],\"left\":[],\"unnamed\":2,\"count\":2}");
        rooms.leave(one);
        rooms.enter(ROOM, null);
        rooms.pass(10_000);
        assertThat(rooms.news()).isEmpty();
        assertThat(rooms.roll(ROOM)).isEqualTo(new Roll(rooms.broker.position(), 2, 2, List.of()));
    }

    @Test
    void usersBeyondTheSettingAreCountedAndNotNamed() {
        List<Subscription> all = new ArrayList<>();
        for (String user : List.of("ann", "bob", "cid", "dan", "dan", "eve")) {
            all.add(rooms.enter(ROOM, user));
        }
        rooms.pass(0);
        Roll roll = rooms.roll(ROOM);
        assertThat(roll.users()).extracting(UserSessions::user).containsExactly("ann", "bob", "cid");
        assertThat(roll.unnamed()).isEqualTo(3);
        assertThat(roll.count()).isEqualTo(6);
        all.forEach(rooms::leave);
        rooms.pass(5_000);
        assertThat(rooms.roll(ROOM)).isEqualTo(new Roll(rooms.broker.position(), 0, 0, List.of()));
    }

    @Test
    void whereOnlyTheCountIsKeptNobodyIsNamed() {
        Subscription ann = rooms.enter("/topic/hall.1", "ann");
        rooms.pass(0);
        rooms.enter("/topic/hall.1", "ann");
        rooms.pass(200);
        rooms.enter("/topic/hall.1", null);
        rooms.pass(200);
        assertThat(rooms.news()).containsExactly("{\"count\":1}", "{\"count\":2}");
        rooms.leave(ann);
        rooms.pass(5_000);
        assertThat(rooms.news()).isEmpty();
        assertThat(rooms.roll("/topic/hall.1").users()).isNull();
        assertThat(rooms.roll("/topic/hall.1").count()).isEqualTo(2);
    }

    @Test
    void whoListensToAPatternIsNowhere() {
        rooms.enter("/topic/room.*", "ann");
        rooms.enter("/topic/#", "bob");
        rooms.enter("/presence/room.1", "cid");
        rooms.enter("/topic/other", "dan");
        rooms.pass(10_000);
        assertThat(rooms.told()).isEmpty();
        assertThat(rooms.roll(ROOM).count()).isZero();
        assertThat(rooms.presence.roll(Destination.parse("/topic/other"))).isNull();
    }

    @Test
    void whoComesAndGoesWithinAnIntervalIsNotTold() {
        rooms.close();
        rooms = new Rooms(Rooms.settings(10, Duration.ZERO));
        rooms.enter(ROOM, "ann");
        rooms.pass(0);
        rooms.news();
        rooms.leave(rooms.enter(ROOM, "bob"));
        rooms.pass(200);
        assertThat(rooms.news()).isEmpty();
    }

    @Test
    void aCrowdIsToldInFewEvents() {
        rooms.close();
        rooms = new Rooms(Rooms.settings(10_000, Duration.ofSeconds(5)));
        List<Subscription> crowd = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            crowd.add(rooms.enter(ROOM, "user-" + i));
            if (i % 100 == 0) {
                rooms.pass(10);
            }
        }
        rooms.pass(200);
        List<String> joins = rooms.news();
        assertThat(joins)
                .hasSizeBetween(5, 40)
                .allSatisfy(event -> assertThat(event.length()).isLessThan(40_000));
        assertThat(joins.getLast()).endsWith("\"unnamed\":0,\"count\":10000}");
        crowd.forEach(rooms::leave);
        rooms.pass(5_000);
        assertThat(rooms.news()).hasSizeBetween(10, 30).last().asString().endsWith("\"count\":0}");
    }

    /** Each event stands by itself: its count is that of the list behind it. */
    @Test
    void theCountIsRightBehindEachEvent() {
        rooms.close();
        rooms = new Rooms(Rooms.settings(10_000, Duration.ofSeconds(5)));
        rooms.enter(ROOM, null);
        for (int i = 0; i < 2_000; i++) {
            rooms.enter(ROOM, "user-" + i);
        }
        rooms.pass(0);
        List<String> events = rooms.news();
        int users = 0;
        for (String event : events) {
            JsonNode json = JsonMapper.shared().readTree(event);
            users += json.path("joined").size();
            assertThat(json.path("count").asInt()).isEqualTo(users + 1);
        }
        assertThat(events).hasSizeGreaterThan(1);
        assertThat(users).isEqualTo(2_000);
    }

    @Test
    void nobodyIsToldToLeaveWhileTheInstanceStops() {
        Subscription ann = rooms.enter(ROOM, "ann");
        rooms.pass(0);
        rooms.news();
        rooms.sessions.accept(false);
        rooms.leave(ann);
        rooms.pass(60_000);
        assertThat(rooms.news()).isEmpty();
        rooms.sessions.accept(true);
        rooms.pass(200);
        assertThat(rooms.news()).hasSize(1);
    }

    @Test
    void aNameIsWrittenAsJson() {
        rooms.enter(ROOM, "\"a\\\n\u00e4\u4e2d");
        rooms.pass(0);
        JsonNode event = JsonMapper.shared().readTree(rooms.news().getFirst());
        assertThat(event.at("/joined/0/user").asString()).isEqualTo("\"a\\\n\u00e4\u4e2d");
    }

    @ParameterizedTest
    @CsvSource({
        "/presence/room.1, true", "/presence/room, true", "/presence/room.*, true", "/presence/room.a.#, true",
        "/presence/hall.1, true", "/presence/#, false", "/presence/*, false", "/presence/other, false"
    })
    void aPatternIsToldOfIfOneRuleCoversIt(String pattern, boolean kept) {
        assertThat(rooms.presence.isKept(DestinationPattern.parse(pattern))).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topic/room.1", "/user/room.1", "/presence/room.1"})
    void onlyTopicsHaveARoll(String destination) {
        assertThat(rooms.presence.roll(Destination.parse(destination)) != null)
                .isEqualTo(destination.startsWith("/topic/"));
    }
}
