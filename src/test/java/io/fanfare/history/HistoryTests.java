package io.fanfare.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.testing.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class HistoryTests {

    private static final int ALL = Integer.MAX_VALUE;

    private long now = 1_000_000;

    private static HistorySettings.Rule rule(String pattern, int size, Duration age) {
        return new HistorySettings.Rule(pattern, size, age);
    }

    private static History history(int destinations, HistorySettings.Rule... rules) {
        return new History(
                1, new HistorySettings(List.of(rules), DataSize.ofMegabytes(1), destinations, 0, 10_000, 1_000));
    }

    private static History keeping(int size) {
        return history(1_000, rule("/topic/#", size, Duration.ofHours(1)), rule("/user/#", size, Duration.ofHours(1)));
    }

    private long publish(History history, String destination, String... users) {
        return publish(history, destination, 10, users);
    }

    private long publish(History history, String destination, int size, String... users) {
        byte[] body = "x".repeat(size).getBytes(UTF_8);
        return history.append(
                        new Event(null, Destination.parse(destination), Set.of(users), null, Map.of(), body, true, now))
                .offset();
    }

    private static Reading reading(History history, String pattern, @Nullable String user, long after) {
        return new Reading(history, List.of(DestinationPattern.parse(pattern)), user, after);
    }

    private static List<Long> kept(History history, String pattern, long after) {
        return kept(history, pattern, null, after);
    }

    private static List<Long> kept(History history, String pattern, @Nullable String user, long after) {
        Reading reading = reading(history, pattern, user, after);
        int count = reading.count();
        List<Long> offsets = offsets(reading.next(ALL, ALL));
        assertThat(offsets).hasSize(count);
        return offsets;
    }

    private static List<Long> offsets(Part part) {
        return part.events().stream().map(stored -> stored.offset).toList();
    }

    private static boolean isLost(History history, String pattern, long after) {
        return isLost(history, pattern, null, after);
    }

    private static boolean isLost(History history, String pattern, @Nullable String user, long after) {
        return reading(history, pattern, user, after).takeLost() != Part.NOTHING_LOST;
    }

    private static long before(History history, String pattern, int count) {
        return history.before(List.of(DestinationPattern.parse(pattern)), null, count);
    }

    @Test
    void aDestinationKeepsItsNewestEvents() {
        History history = keeping(3);
        for (int i = 0; i < 10; i++) {
            publish(history, "/topic/a");
            publish(history, "/topic/b");
        }
        assertThat(kept(history, "/topic/a", -1)).containsExactly(14L, 16L, 18L);
        assertThat(kept(history, "/topic/#", -1)).containsExactly(14L, 15L, 16L, 17L, 18L, 19L);
        assertThat(kept(history, "/topic/b", 17)).containsExactly(19L);
        assertThat(history.evicted(History.Cause.SIZE)).isEqualTo(14);
    }

    @Test
    void onlyWhatWasPublishedBehindAPositionAndIsGoneIsLost() {
        History history = keeping(3);
        for (int i = 0; i < 5; i++) {
            publish(history, "/topic/busy");
        }
        publish(history, "/topic/quiet");
        for (int i = 0; i < 5; i++) {
            publish(history, "/topic/busy");
        }
        assertThat(isLost(history, "/topic/quiet", -1)).isFalse();
        assertThat(isLost(history, "/topic/never", -1)).isFalse();
        assertThat(isLost(history, "/topic/busy", 7)).isFalse();
        assertThat(isLost(history, "/topic/busy", 6)).isTrue();
        assertThat(isLost(history, "/topic/#", 6)).isTrue();
        assertThat(isLost(history, "/topic/qu.#", 0)).isFalse();
    }

    @Test
    void whatNoRuleKeepsIsLostAtOnceUnlessNothingWasPublished() {
        History history = history(100, rule("/topic/kept.#", 10, Duration.ofHours(1)));
        publish(history, "/topic/other");
        assertThat(isLost(history, "/topic/other", -1)).isTrue();
        assertThat(isLost(history, "/topic/other", 0)).isFalse();
        assertThat(kept(history, "/topic/other", -1)).isEmpty();
    }

    @Test
    void whileSomeoneCatchesUpAllIsKept() {
        History history = history(100);
        history.beginReading();
        publish(history, "/topic/a");
        history.beginReading();
        history.endReading();
        publish(history, "/topic/b");
        assertThat(kept(history, "/topic/#", -1)).containsExactly(0L, 1L);
        history.endReading();
        assertThat(kept(history, "/topic/#", -1)).isEmpty();
        assertThat(isLost(history, "/topic/a", -1)).isTrue();
    }

    @Test
    void theFirstRuleThatMatchesCounts() {
        History history =
                history(100, rule("/topic/last.*", 1, Duration.ofHours(1)), rule("/topic/#", 5, Duration.ofHours(1)));
        for (int i = 0; i < 3; i++) {
            publish(history, "/topic/last.value");
            publish(history, "/topic/more");
        }
        assertThat(kept(history, "/topic/last.value", -1)).containsExactly(4L);
        assertThat(kept(history, "/topic/more", -1)).containsExactly(1L, 3L, 5L);
    }

    @Test
    void whatIsTooOldGoes() {
        History history = keeping(10);
        publish(history, "/topic/a");
        now += Duration.ofMinutes(59).toMillis();
        publish(history, "/topic/a");
        now += Duration.ofMinutes(2).toMillis();
        history.expire(now);
        assertThat(kept(history, "/topic/a", -1)).containsExactly(1L);
        assertThat(isLost(history, "/topic/a", -1)).isTrue();
        assertThat(history.evicted(History.Cause.AGE)).isEqualTo(1);
    }

    @Test
    void allTogetherStayWithinTheBoundAndTheOldestGoesFirst() {
        History history = keeping(100_000);
        for (int i = 0; i < 500; i++) {
            publish(history, "/topic/" + i % 7, 10_000);
        }
        List<Long> kept = kept(history, "/topic/#", -1);
        assertThat(kept).hasSizeBetween(90, 104).last().isEqualTo(499L);
        assertThat(kept.getFirst()).isEqualTo(500L - kept.size());
        assertThat(history.evicted(History.Cause.BYTES)).isEqualTo(500 - kept.size());
    }

    @Test
    void anEventLargerThanTheBoundIsNotKept() {
        History history = keeping(10);
        publish(history, "/topic/a", 2_000_000);
        assertThat(kept(history, "/topic/a", -1)).isEmpty();
        publish(history, "/topic/a");
        assertThat(kept(history, "/topic/a", -1)).containsExactly(1L);
    }

    @Test
    void ofTooManyDestinationsTheOnesPublishedToLongestAgoAreForgotten() {
        History history = history(3, rule("/topic/#", 10, Duration.ofHours(1)));
        publish(history, "/topic/a");
        publish(history, "/topic/b");
        publish(history, "/topic/c");
        publish(history, "/topic/a");
        publish(history, "/topic/d");
        assertThat(history.knows(Destination.parse("/topic/b"))).isFalse();
        assertThat(isLost(history, "/topic/b", 0)).isTrue();
        assertThat(isLost(history, "/topic/b", 1)).isFalse();
        assertThat(isLost(history, "/topic/a", -1)).isFalse();
        assertThat(history.destinationCount()).isEqualTo(3);
    }

    /** Guards against a destination that came back as if nothing had ever been lost of it. */
    @Test
    void whatAForgottenDestinationHadStaysLostWhenItIsPublishedToAgain() {
        History history = history(2, rule("/topic/#", 10, Duration.ofHours(1)));
        publish(history, "/topic/back");
        publish(history, "/topic/back");
        publish(history, "/topic/b");
        publish(history, "/topic/c");
        publish(history, "/topic/back");
        assertThat(kept(history, "/topic/back", 0)).containsExactly(4L);
        assertThat(isLost(history, "/topic/back", 0)).isTrue();
        assertThat(isLost(history, "/topic/back.#", 0)).isTrue();
        assertThat(isLost(history, "/topic/back", 2)).isFalse();
    }

    @Test
    void forgottenTopicsSayNothingOfUsers() {
        History history =
                history(2, rule("/topic/#", 10, Duration.ofHours(1)), rule("/user/#", 10, Duration.ofHours(1)));
        publish(history, "/user/inbox", "ann");
        for (int i = 0; i < 5; i++) {
            publish(history, "/topic/" + i);
        }
        assertThat(isLost(history, "/user/inbox", "ann", -1)).isFalse();
        assertThat(isLost(history, "/user/inbox", "bob", -1)).isFalse();
    }

    /** However many others an event was for, what is kept for one user is about that one. */
    @Test
    void whatIsKeptForAUserNamesNoOther() {
        History history = keeping(2);
        publish(history, "/user/inbox", "ann", "bob");
        Part part = reading(history, "/user/inbox", "bob", -1).next(ALL, ALL);
        assertThat(part.events())
                .singleElement()
                .satisfies(stored -> assertThat(stored.event.users()).containsExactly("bob"));
    }

    @Test
    void anEventForWhichThereIsTooLittleRoomIsReadWhenThereIsMore() {
        History history = keeping(10);
        publish(history, "/topic/a", 5_000);
        publish(history, "/topic/a", 10);
        Reading reading = reading(history, "/topic/a", null, -1);
        Part none = reading.next(2_000, ALL);
        assertThat(none.events()).isEmpty();
        assertThat(none.needed()).isGreaterThan(5_000);
        assertThat(offsets(reading.next(none.needed(), ALL))).containsExactly(0L);
        assertThat(offsets(reading.next(2_000, ALL))).containsExactly(1L);
    }

    @Test
    void headersCountAsWhatTheyTake() {
        History history = keeping(10);
        Map<String, String> headers = IntStream.range(0, 50).boxed().collect(Collectors.toMap(i -> "h" + i, i -> "v"));
        history.append(new Event(null, Destination.parse("/topic/a"), Set.of(), null, headers, new byte[0], true, now));
        assertThat(history.bytes()).isBetween(5_000L, 10_000L);
    }

    @Test
    void theEventsOfEachUserAreKeptApart() {
        History history = keeping(2);
        publish(history, "/user/inbox", "ann");
        for (int i = 0; i < 5; i++) {
            publish(history, "/user/inbox", "bob", "cid");
        }
        assertThat(kept(history, "/user/inbox", "ann", -1)).containsExactly(0L);
        assertThat(kept(history, "/user/#", "bob", -1)).containsExactly(4L, 5L);
        assertThat(isLost(history, "/user/inbox", "ann", -1)).isFalse();
        assertThat(isLost(history, "/user/inbox", "bob", -1)).isTrue();
        assertThat(isLost(history, "/user/inbox", "dan", -1)).isFalse();
    }

    @Test
    void theLastEventsAreThoseOfAllDestinationsTogether() {
        History history = keeping(10);
        for (int i = 0; i < 5; i++) {
            publish(history, "/topic/a");
            publish(history, "/topic/b");
        }
        publish(history, "/topic/b");
        assertThat(before(history, "/topic/*", 1)).isEqualTo(9);
        assertThat(before(history, "/topic/*", 3)).isEqualTo(7);
        assertThat(before(history, "/topic/a", 2)).isEqualTo(5);
        assertThat(kept(history, "/topic/a", before(history, "/topic/a", 100))).hasSize(5);
        assertThat(before(history, "/topic/none", 3)).isEqualTo(10);
    }

    @Test
    void aDestinationThatWasClearedHasLostWhatItHad() {
        History history = keeping(10);
        publish(history, "/topic/a");
        publish(history, "/topic/a");
        assertThat(history.clear(Destination.parse("/topic/a"), null)).isEqualTo(2);
        assertThat(kept(history, "/topic/a", -1)).isEmpty();
        assertThat(isLost(history, "/topic/a", 0)).isTrue();
        assertThat(isLost(history, "/topic/a", 1)).isFalse();
    }

    /** However events go while they are read in parts, each is read once, in order, or its loss is told once. */
    @Test
    void readingInPartsFindsAllOrTellsOfTheLoss() {
        RandomGenerator random = Seed.random();
        for (int round = 0; round < 300; round++) {
            History history = keeping(1 + random.nextInt(8));
            int before = random.nextInt(60);
            for (int i = 0; i < before; i++) {
                publish(history, "/topic/" + random.nextInt(4));
            }
            Reading reading = reading(history, "/topic/*", null, -1);
            List<Long> read = new ArrayList<>();
            boolean lost = false;
            for (boolean more = true; more; ) {
                Part part = reading.next(ALL, 1 + random.nextInt(4));
                read.addAll(offsets(part));
                lost |= part.isLossy();
                more = part.more();
                for (int i = random.nextInt(3); i > 0 && more; i--) {
                    publish(history, "/topic/" + random.nextInt(4));
                }
            }
            assertThat(read).isSorted().doesNotHaveDuplicates();
            assertThat(lost).isEqualTo(read.size() < history.newest() + 1);
            assertThat(reading.next(ALL, ALL).isLossy()).isFalse();
        }
    }
}
