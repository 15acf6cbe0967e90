package io.fanfare.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Position;
import io.fanfare.fanout.AckMode;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.Subscription;
import io.fanfare.fanout.Verdict;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.Recovery;
import io.fanfare.history.Resume;
import io.fanfare.session.Burst;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.SessionSettings;
import io.fanfare.session.Sessions;
import io.fanfare.testing.CapturingConnection;
import io.fanfare.testing.Seed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** From what was published before a subscription to what is published after it: no gap, no duplicate, in order. */
class ReplayTests {

    private static final Pattern MESSAGE_ID = Pattern.compile("\nmessage-id:[^\n]*-(\\d+)\n");
    private static final Pattern GAP_AFTER = Pattern.compile("\ngap-after:[^\n]*-(\\d+)\n");
    private static final String GONE = "gone";
    private static final long OUTBOX = 16_384;

    private final Fanout fanout = new Fanout(2);
    private final Broker broker = Doubles.broker(
            fanout,
            7,
            List.of(
                    new HistorySettings.Rule("/topic/few.#", 10, Duration.ofHours(1)),
                    new HistorySettings.Rule("/topic/kept.#", 100_000, Duration.ofHours(1)),
                    new HistorySettings.Rule("/user/#", 100, Duration.ofHours(1))));
    private final Sessions sessions = new Sessions(
            new SessionSettings(DataSize.ofBytes(OUTBOX), Duration.ofSeconds(5), 10_000),
            SessionListener.NONE,
            InstantSource.system());

    @BeforeEach
    void start() {
        fanout.start();
    }

    @AfterEach
    void stop() {
        fanout.stop();
    }

    /** A wire whose writes end when the test says so. */
    private static final class PacedConnection extends CapturingConnection {
        private final Deque<Completion> pending = new ArrayDeque<>();
        private boolean free;

        @Override
        public void write(Burst burst, Completion completion) {
            keep(burst);
            synchronized (this) {
                if (!free) {
                    pending.add(completion);
                    return;
                }
            }
            completion.completed(null);
        }

        boolean completeOne() {
            Completion next;
            synchronized (this) {
                next = pending.poll();
            }
            if (next != null) {
                next.completed(null);
            }
            return next != null;
        }

        void run() {
            synchronized (this) {
                free = true;
            }
            while (completeOne()) {
                // on to the next
            }
        }
    }

    private Session session(CapturingConnection connection) {
        return Doubles.session(sessions, connection, "ann");
    }

    private long publish(String destination, String... users) {
        return broker.publish(Doubles.event(destination, users)).position().offset();
    }

    private void publishLarge(String destination, int size) {
        broker.publish(Doubles.event(null, destination, Set.of(), Map.of(), new byte[size]));
    }

    private Recovery subscribe(Session session, String pattern, Resume resume) {
        return subscribe(fanout.subscription(session, "sub-0", DestinationPattern.parse(pattern)), resume);
    }

    private Recovery subscribe(Subscription subscription, Resume resume) {
        List<Recovery> recoveries = Collections.synchronizedList(new ArrayList<>());
        broker.subscribe(subscription, resume, recovery -> {
            recoveries.add(recovery);
            subscription.session().send(Burst.of(recovery.toString()));
        });
        await().until(() -> !recoveries.isEmpty());
        return recoveries.getFirst();
    }

    private static Resume after(long offset) {
        return Resume.after(new Position(7, offset));
    }

    private static List<Long> heard(Session session) {
        return ids(session, MESSAGE_ID);
    }

    private static List<Long> ids(Session session, Pattern header) {
        List<Long> ids = new ArrayList<>();
        for (String message : ((CapturingConnection) session.connection()).messages()) {
            Matcher id = header.matcher(message);
            if (id.find()) {
                ids.add(Long.parseLong(id.group(1)));
            }
        }
        return ids;
    }

    @Test
    void whatWasMissedComesBehindTheAnswerAndBeforeWhatIsLive() {
        for (int i = 0; i < 5; i++) {
            publish("/topic/kept.a");
        }
        Session session = session(new CapturingConnection());
        Recovery recovery = subscribe(session, "/topic/kept.a", after(1));
        publish("/topic/kept.a");
        assertThat(recovery).isEqualTo(new Recovery(true, 3, new Position(7, 4)));
        await().untilAsserted(() -> assertThat(heard(session)).containsExactly(2L, 3L, 4L, 5L));
        assertThat(((CapturingConnection) session.connection()).messages().getFirst())
                .startsWith("Recovery");
    }

    @Test
    void whoMissedNothingIsLiveAtOnce() {
        publish("/topic/kept.a");
        publish("/topic/kept.b");
        Session session = session(new CapturingConnection());
        assertThat(subscribe(session, "/topic/kept.a", after(0))).isEqualTo(new Recovery(true, 0, new Position(7, 1)));
        publish("/topic/kept.a");
        await().untilAsserted(() -> assertThat(heard(session)).containsExactly(2L));
    }

    @Test
    void aPositionOfAnotherLogOrOfTheFutureIsNotRecovered() {
        publish("/topic/kept.a");
        Session stranger = session(new CapturingConnection());
        Recovery recovery = subscribe(stranger, "/topic/kept.a", Resume.after(new Position(6, 0)));
        assertThat(recovery).isEqualTo(new Recovery(false, 1, new Position(7, 0)));
        assertThat(subscribe(session(new CapturingConnection()), "/topic/kept.a", after(99)))
                .isEqualTo(new Recovery(false, 1, new Position(7, 0)));
        await().untilAsserted(() -> assertThat(heard(stranger)).containsExactly(0L));
    }

    @Test
    void whatIsLeftIsSentAfterALossUnlessOnlyLiveEventsAreWanted() {
        for (int i = 0; i < 30; i++) {
            publish("/topic/few.a");
        }
        Session left = session(new CapturingConnection());
        assertThat(subscribe(left, "/topic/few.a", after(3))).isEqualTo(new Recovery(false, 10, new Position(7, 29)));
        Session live = session(new CapturingConnection());
        assertThat(subscribe(live, "/topic/few.a", new Resume(new Position(7, 3), 0, true, false)))
                .isEqualTo(new Recovery(false, 0, new Position(7, 29)));
        publish("/topic/few.a");
        await().untilAsserted(() -> assertThat(heard(left))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(20, 30).boxed().toList()));
        await().untilAsserted(() -> assertThat(heard(live)).containsExactly(30L));
    }

    @Test
    void theLastEventsAreSentToWhoAsks() {
        for (int i = 0; i < 5; i++) {
            publish("/topic/kept.a");
            publish("/topic/kept.b");
        }
        Session session = session(new CapturingConnection());
        assertThat(subscribe(session, "/topic/kept.#", Resume.last(3)).replayed())
                .isEqualTo(3);
        await().untilAsserted(() -> assertThat(heard(session)).containsExactly(7L, 8L, 9L));
    }

    @Test
    void eachUserRecoversTheirOwn() {
        publish("/user/inbox", "ann");
        publish("/user/inbox", "bob");
        publish("/user/inbox", "ann", "bob");
        Session session = session(new CapturingConnection());
        assertThat(subscribe(session, "/user/#", after(-1)).replayed()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(heard(session)).containsExactly(0L, 2L));
    }

    /** Far more than an outbox holds goes to a slow client, which is not cut off and hears all. */
    @Test
    void aReplayIsPacedByTheSocketAndHoldsNoOneUp() {
        for (int i = 0; i < 2_000; i++) {
            publish("/topic/kept.a");
        }
        PacedConnection slow = new PacedConnection();
        Session session = session(slow);
        subscribe(session, "/topic/kept.#", after(-1));
        Session other = session(new CapturingConnection());
        subscribe(other, "/topic/kept.a", Resume.LIVE);
        long live = publish("/topic/kept.a");
        await().untilAsserted(() -> assertThat(heard(other)).containsExactly(live));
        assertThat(session.outbox().bytes()).isLessThanOrEqualTo(OUTBOX);
        await().untilAsserted(() -> assertThat(heard(session)).hasSizeLessThan(100));
        await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> {
            assertThat(session.outbox().bytes()).isLessThanOrEqualTo(OUTBOX);
            slow.completeOne();
            return heard(session).size() == 2_001;
        });
        publish("/topic/kept.a");
        slow.run();
        await().until(() -> heard(session).size() == 2_002);
        await().untilAsserted(() -> assertThat(heard(session)).isSorted().doesNotHaveDuplicates());
        assertThat(session.isClosing()).isFalse();
    }

    @Test
    void anEventLargerThanAnOutboxIsReplayed() {
        publishLarge("/topic/kept.a", 100_000);
        publishLarge("/topic/kept.a", 10);
        publishLarge("/topic/kept.a", 100_000);
        Session session = session(new CapturingConnection());
        subscribe(session, "/topic/kept.a", after(-1));
        await().until(() -> heard(session).size() == 3);
        await().untilAsserted(() -> assertThat(heard(session)).containsExactly(0L, 1L, 2L));
    }

    @Test
    void whatIsEvictedWhileItWaitsIsToldOfByTheNextMessage() {
        for (int i = 0; i < 10; i++) {
            publishLarge("/topic/few.a", 3_000);
        }
        PacedConnection slow = new PacedConnection();
        Session session = session(slow);
        assertThat(subscribe(session, "/topic/few.a", after(-1)).recovered()).isTrue();
        await().until(() -> session.outbox().bytes() > 3_000);
        for (int i = 0; i < 20; i++) {
            publishLarge("/topic/few.a", 3_000);
        }
        await().until(() -> {
            slow.completeOne();
            return heard(session).contains(29L);
        });
        List<Long> heard = heard(session);
        assertThat(heard).isSorted().doesNotHaveDuplicates().hasSizeLessThan(30);
        long before = ids(session, GAP_AFTER).getFirst();
        await().untilAsserted(() -> assertThat(ids(session, GAP_AFTER)).containsExactly(before));
        assertThat(heard.indexOf(before + 1)).isEqualTo(-1);
        assertThat(heard).contains(before);
        slow.run();
    }

    @Test
    void acknowledgementsPaceAReplayToo() {
        for (int i = 0; i < 50; i++) {
            publish("/topic/kept.a");
        }
        Session session = session(new CapturingConnection());
        Subscription subscription = fanout.subscription(
                session, "a", DestinationPattern.parse("/topic/kept.a"), AckMode.CLIENT, 1, 7, OUTBOX);
        subscribe(subscription, after(-1));
        await().untilAsserted(() -> assertThat(heard(session)).hasSize(7));
        for (int acknowledged = 7; acknowledged < 50; acknowledged += 7) {
            java.util.Objects.requireNonNull(subscription.window()).settle(acknowledged, Verdict.TAKEN);
            int expected = Math.min(50, acknowledged + 7);
            await().until(() -> heard(session).size() == expected);
        }
        await().untilAsserted(() -> assertThat(heard(session)).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void nothingFollowsTheEndOfASubscriptionThatWasCatchingUp() {
        for (int i = 0; i < 2_000; i++) {
            publish("/topic/kept.a");
        }
        PacedConnection slow = new PacedConnection();
        Session session = session(slow);
        Subscription subscription = fanout.subscription(session, "a", DestinationPattern.parse("/topic/kept.a"));
        subscribe(subscription, after(-1));
        broker.unsubscribe(subscription, () -> session.send(Burst.of(GONE)));
        publish("/topic/kept.a");
        slow.run();
        await().until(() -> slow.messages().contains(GONE));
        assertThat(slow.messages().getLast()).isEqualTo(GONE);
        assertThat(broker.subscriptions()).isZero();
    }

    /** Sessions come, from wherever in the log, and go, while publishers publish; each hears exactly its part of the log. */
    @Test
    void whateverHappensAtTheSameTimeReplayAndLiveMeet() throws InterruptedException {
        RandomGenerator seeds = Seed.random();
        int publishers = 2;
        int listeners = 3;
        ConcurrentSkipListMap<Long, String> log = new ConcurrentSkipListMap<>();
        AtomicInteger listening = new AtomicInteger(listeners);
        List<String> faults = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(publishers + listeners);
        for (int p = 0; p < publishers; p++) {
            SplittableRandom random = new SplittableRandom(seeds.nextLong());
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 50_000 && listening.get() > 0; i++) {
                    String destination = "/topic/" + (random.nextInt(4) == 0 ? "unkept." : "kept.") + random.nextInt(3);
                    log.put(publish(destination), destination);
                }
                done.countDown();
            });
        }
        for (int l = 0; l < listeners; l++) {
            SplittableRandom random = new SplittableRandom(seeds.nextLong());
            Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 60; round++) {
                    String fault = listen(random, log);
                    if (fault != null) {
                        faults.add(fault);
                    }
                }
                listening.decrementAndGet();
                done.countDown();
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(faults).isEmpty();
    }

    /** Resumes from an earlier place, hears for a while, and leaves; returns what was wrong. */
    private @Nullable String listen(SplittableRandom random, ConcurrentSkipListMap<Long, String> log) {
        String[] patterns = {"/topic/kept.0", "/topic/kept.*", "/topic/kept.#"};
        DestinationPattern pattern = DestinationPattern.parse(patterns[random.nextInt(patterns.length)]);
        Session session = session(new CapturingConnection());
        Subscription subscription = fanout.subscription(session, "sub-0", pattern);
        long from = Math.max(-1, broker.position().offset() - random.nextInt(3_000));
        broker.subscribe(subscription, after(from), recovery -> {});
        for (int spins = random.nextInt(100_000); spins > 0; spins--) {
            Thread.onSpinWait();
        }
        long until = broker.position().offset();
        await().pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> newest(heard(session), from) >= last(log, pattern, until));
        AtomicBoolean gone = new AtomicBoolean();
        broker.unsubscribe(subscription, () -> gone.set(true));
        await().pollInterval(1, TimeUnit.MILLISECONDS).untilTrue(gone);
        List<Long> heard = heard(session);
        long newest = newest(heard, from);
        await().pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> log.headMap(newest, true).size() == newest + 1);
        List<Long> expected = log.subMap(from, false, newest, true).entrySet().stream()
                .filter(entry -> pattern.matches(Destination.parse(entry.getValue())))
                .map(Map.Entry::getKey)
                .toList();
        return heard.equals(expected) ? null : pattern + " after " + from + " heard " + heard + " and not " + expected;
    }

    /** The publishers may have ended, so that there is nothing to hear any more. */
    private static long newest(List<Long> heard, long from) {
        return heard.isEmpty() ? from : heard.getLast();
    }

    private static long last(ConcurrentSkipListMap<Long, String> log, DestinationPattern pattern, long until) {
        return log.headMap(until, true).descendingMap().entrySet().stream()
                .filter(entry -> pattern.matches(Destination.parse(entry.getValue())))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(-1L);
    }
}
