package io.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.Sessions;
import io.fanfare.testing.CapturingConnection;
import io.fanfare.testing.Seed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionIndexTests {

    private static final int SHARDS = 3;

    private static final List<String> USERS = List.of("ann", "bob", "cid", "");

    private final Sessions sessions = Doubles.sessions(SessionListener.NONE);
    private final SubscriptionIndex index = new SubscriptionIndex(SHARDS);

    private Session session(String user) {
        return Doubles.session(sessions, new CapturingConnection(), user.isEmpty() ? null : user);
    }

    private Subscription add(Session session, String pattern) {
        Subscription subscription = Doubles.subscription(session, pattern);
        index.add(subscription);
        return subscription;
    }

    private List<Subscription> matched(String destination, String... users) {
        return all(index.match(Destination.parse(destination), Set.of(users)));
    }

    private static List<Subscription> all(Match match) {
        List<Subscription> all = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            for (Subscription subscription : match.inShard(shard)) {
                assertThat(subscription.session().shard(SHARDS)).isEqualTo(shard);
                all.add(subscription);
            }
        }
        return all;
    }

    /** Every name of one to three parts out of a few. */
    private static List<String> names(String prefix, String... parts) {
        List<String> one = List.of(parts);
        List<String> two = beneath(one, parts);
        List<String> three = beneath(two, parts);
        return Stream.of(one, two, three)
                .flatMap(List::stream)
                .map(prefix::concat)
                .toList();
    }

    private static List<String> beneath(List<String> names, String... parts) {
        return names.stream()
                .flatMap(name -> Stream.of(parts).flatMap(part -> Stream.of(name + "." + part, name + "/" + part)))
                .toList();
    }

    private static List<String> patterns(String prefix) {
        return Stream.concat(
                        Stream.of(prefix + "#"),
                        names(prefix, "a", "b", "*").stream()
                                .flatMap(name -> Stream.of(name, name + ".#", name + "/#")))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topic/", "/user/"})
    void everyPatternMatchesEveryDestinationAsTheOracleSays(String prefix) {
        Session session = session("ann");
        List<Subscription> added =
                patterns(prefix).stream().map(pattern -> add(session, pattern)).toList();
        String[] users = prefix.equals("/user/") ? new String[] {"ann"} : new String[0];
        for (String name : names(prefix, "a", "b", "c")) {
            Destination destination = Destination.parse(name);
            List<Subscription> expected = added.stream()
                    .filter(subscription -> subscription.patterns().getFirst().matches(destination))
                    .toList();
            assertThat(matched(name, users)).as(name).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void aSubscriptionToSeveralPatternsHearsAnEventOnceAndIsGoneAtOnce() {
        List<DestinationPattern> patterns = Stream.of("/topic/a", "/topic/*", "/topic/b.#", "/user/x")
                .map(DestinationPattern::parse)
                .toList();
        Subscription several = new Fanout(1).subscription(session("ann"), "s", patterns);
        index.add(several);
        Subscription other = add(session("bob"), "/topic/a");
        assertThat(matched("/topic/a")).containsExactlyInAnyOrder(several, other);
        assertThat(matched("/topic/b")).containsExactly(several);
        assertThat(matched("/topic/b.c")).containsExactly(several);
        assertThat(matched("/topic/c.c")).isEmpty();
        assertThat(matched("/user/x", "ann", "bob")).containsExactly(several);
        assertThat(index.size()).isEqualTo(5);
        assertThat(index.remove(several)).isTrue();
        assertThat(index.remove(several)).isFalse();
        assertThat(matched("/topic/a")).containsExactly(other);
        index.remove(other);
        assertThat(index.isEmpty()).isTrue();
    }

    @Test
    void addsRemovesAndMatchesInAnyOrderAreAsTheOracleSays() {
        RandomGenerator random = Seed.random();
        List<String> patterns = Stream.of("/topic/", "/user/")
                .flatMap(p -> patterns(p).stream())
                .toList();
        List<String> names = Stream.of("/topic/", "/user/")
                .flatMap(prefix -> names(prefix, "a", "b").stream())
                .toList();
        List<Session> all = IntStream.range(0, 12)
                .mapToObj(i -> session(USERS.get(i % USERS.size())))
                .toList();
        List<Subscription> live = new ArrayList<>();
        for (int step = 0; step < 30_000; step++) {
            int dice = random.nextInt(10);
            if (dice < 3) {
                live.add(add(one(random, all), one(random, patterns)));
            } else if (dice < 6 && !live.isEmpty()) {
                Subscription removed = live.remove(random.nextInt(live.size()));
                assertThat(index.remove(removed)).isTrue();
                assertThat(index.remove(removed)).isFalse();
            } else {
                compare(Destination.parse(one(random, names)), users(random), live);
            }
            if (live.size() > 200) {
                live.forEach(index::remove);
                live.clear();
            }
            assertThat(index.size()).isEqualTo(live.size());
        }
    }

    private void compare(Destination destination, Set<String> users, List<Subscription> live) {
        boolean user = destination.kind() == Destination.Kind.USER;
        List<Subscription> expected = live.stream()
                .filter(subscription -> subscription.patterns().getFirst().matches(destination))
                .filter(subscription -> !user || users.contains(userOf(subscription)))
                .toList();
        Match match = index.match(destination, user ? users : Set.of());
        assertThat(all(match)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(match.sessions()).isEqualTo(distinct(expected));
        List<Subscription> listeners = live.stream()
                .filter(subscription -> subscription.patterns().getFirst().matches(destination))
                .toList();
        assertThat(index.subscribers(destination)).isEqualTo(distinct(listeners));
        assertThat(index.destinations())
                .isEqualTo(live.stream()
                        .map(subscription -> subscription.patterns().getFirst())
                        .filter(pattern -> pattern.isConcrete())
                        .map(pattern -> pattern.destination())
                        .collect(Collectors.toSet()));
    }

    private static String userOf(Subscription subscription) {
        String user = subscription.session().user();
        return user == null ? "" : user;
    }

    private static int distinct(List<Subscription> subscriptions) {
        return (int)
                subscriptions.stream().map(Subscription::session).distinct().count();
    }

    private static Set<String> users(RandomGenerator random) {
        Set<String> users = new HashSet<>(USERS);
        users.removeIf(user -> random.nextBoolean());
        return users;
    }

    private static <T> T one(RandomGenerator random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @Test
    void usersAreKeptApartWhateverTheirPatterns() {
        Session ann = session("ann");
        Session bob = session("bob");
        Subscription wide = add(ann, "/user/#");
        Subscription narrow = add(bob, "/user/inbox");
        assertThat(matched("/user/inbox", "ann")).containsExactly(wide);
        assertThat(matched("/user/inbox", "bob")).containsExactly(narrow);
        assertThat(matched("/user/inbox", "cid")).isEmpty();
        assertThat(matched("/user/inbox", "ann", "bob")).containsExactlyInAnyOrder(wide, narrow);
    }

    @Test
    void aSessionThatMatchesSeveralTimesCountsOnce() {
        Session session = session("ann");
        add(session, "/topic/a");
        add(session, "/topic/*");
        add(session, "/topic/#");
        add(session("bob"), "/topic/a");
        Match match = index.match(Destination.parse("/topic/a"), Set.of());
        assertThat(all(match)).hasSize(4);
        assertThat(match.sessions()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMatchIsTheSameObjectUntilSomethingChanges(boolean patterns) {
        if (patterns) {
            add(session("ann"), "/topic/#");
        }
        Subscription first = add(session("ann"), "/topic/a");
        Match match = index.match(Destination.parse("/topic/a"), Set.of());
        assertThat(index.match(Destination.parse("/topic/a"), Set.of())).isSameAs(match);
        Subscription second = add(session("bob"), "/topic/a");
        Match wider = index.match(Destination.parse("/topic/a"), Set.of());
        assertThat(all(wider)).hasSize(all(match).size() + 1).contains(first, second);
        index.remove(second);
        assertThat(all(index.match(Destination.parse("/topic/a"), Set.of())))
                .containsExactlyInAnyOrderElementsOf(all(match));
    }

    @Test
    void whatIsRememberedIsBoundedBySubscriptionsAndNotByDestinations() {
        for (int i = 0; i < 1_000; i++) {
            add(session("ann"), "/topic/#");
        }
        add(session("ann"), "/topic/*");
        for (int i = 0; i < 10_000; i++) {
            assertThat(index.match(Destination.parse("/topic/" + i), Set.of()).sessions())
                    .isEqualTo(1_001);
        }
        assertThat(index.remembered()).isLessThanOrEqualTo(SubscriptionIndex.MOST_REMEMBERED);
    }

    @Test
    void whatIsGoneLeavesNothingBehind() {
        List<Subscription> all = new ArrayList<>();
        for (String pattern : List.of("/topic/a", "/topic/a.*", "/topic/#", "/user/a", "/user/a/#")) {
            all.add(add(session("ann"), pattern));
        }
        matched("/topic/a");
        matched("/user/a", "ann");
        all.forEach(index::remove);
        assertThat(index.isEmpty()).isTrue();
        assertThat(index.size()).isZero();
    }
}
