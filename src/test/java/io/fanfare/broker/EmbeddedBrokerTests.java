package io.fanfare.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.Resume;
import io.fanfare.session.Burst;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.testing.CapturingConnection;
import io.fanfare.testing.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerTests {

    private static final Pattern MESSAGE_ID = Pattern.compile("\nmessage-id:[^\n]*-(\\d+)\n");
    private static final String START = "start";
    private static final String END = "end";

    private final Fanout fanout = new Fanout(2);
    private final Broker broker = Doubles.broker(fanout, 7);
    private final Sessions sessions = Doubles.sessions();

    @BeforeEach
    void start() {
        fanout.start();
    }

    @AfterEach
    void stop() {
        fanout.stop();
    }

    private Session session(String user) {
        return Doubles.session(sessions, new CapturingConnection(), user);
    }

    private Subscription subscription(Session session, String pattern) {
        return fanout.subscription(session, "sub-0", DestinationPattern.parse(pattern));
    }

    private Subscription subscribed(Session session, String pattern) {
        Subscription subscription = subscription(session, pattern);
        broker.subscribe(subscription, Resume.LIVE, recovery -> session.send(Burst.of(START)));
        return subscription;
    }

    private static List<String> received(Session session) {
        List<String> received = new ArrayList<>();
        for (String message : ((CapturingConnection) session.connection()).messages()) {
            Matcher id = MESSAGE_ID.matcher(message);
            received.add(id.find() ? id.group(1) : message);
        }
        return received;
    }

    @Test
    void positionsAscendFromZeroWithoutAGap() {
        assertThat(broker.position()).isEqualTo(new Position(7, -1));
        for (int i = 0; i < 5; i++) {
            assertThat(broker.publish(Doubles.event("/topic/" + i)).position()).isEqualTo(new Position(7, i));
        }
        assertThat(broker.position()).isEqualTo(new Position(7, 4));
    }

    @Test
    void anEventWithoutAnIdIsNamedByItsPosition() {
        Publication named =
                broker.publish(Doubles.event("mine", "/topic/a", java.util.Set.of(), java.util.Map.of(), new byte[0]));
        assertThat(named.id()).isEqualTo("mine");
        assertThat(broker.publish(Doubles.event("/topic/a")).id()).isEqualTo("7-1");
    }

    @Test
    void aSubscriptionHearsWhatIsBetweenItsStartAndItsEnd() {
        Session session = session("ann");
        broker.publish(Doubles.event("/topic/a"));
        Subscription subscription = subscribed(session, "/topic/a");
        broker.publish(Doubles.event("/topic/a"));
        broker.publish(Doubles.event("/topic/b"));
        broker.publish(Doubles.event("/topic/a"));
        broker.unsubscribe(subscription, () -> session.send(Burst.of(END)));
        broker.publish(Doubles.event("/topic/a"));
        await().until(() -> received(session).contains(END));
        assertThat(received(session)).containsExactly(START, "1", "3", END);
    }

    @Test
    void aPublicationSaysHowManySessionsMatch() {
        Session twice = session("ann");
        subscribed(twice, "/topic/a");
        subscribed(twice, "/topic/*");
        subscribed(session("bob"), "/topic/#");
        subscribed(session("cid"), "/user/a");
        assertThat(broker.publish(Doubles.event("/topic/a")).subscribers()).isEqualTo(2);
        assertThat(broker.publish(Doubles.event("/topic/b.c")).subscribers()).isEqualTo(1);
        assertThat(broker.publish(Doubles.event("/user/a", "ann")).subscribers())
                .isZero();
        assertThat(broker.publish(Doubles.event("/user/a", "ann", "cid")).subscribers())
                .isEqualTo(1);
        assertThat(broker.subscriptions()).isEqualTo(4);
    }

    @Test
    void nothingComesBetweenEventsThatArePublishedTogether() throws InterruptedException {
        int publishers = 4;
        CountDownLatch done = new CountDownLatch(publishers);
        List<Long> gaps = Collections.synchronizedList(new ArrayList<>());
        List<Event> events =
                IntStream.range(0, 5).mapToObj(i -> Doubles.event("/topic/a")).toList();
        for (int p = 0; p < publishers; p++) {
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 500; i++) {
                    List<Publication> published = broker.publish(Submission.of(events));
                    gaps.add(published.getLast().position().offset()
                            - published.getFirst().position().offset());
                }
                done.countDown();
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(gaps).containsOnly(4L);
    }

    @Test
    void destinationsArePublishedToOrSubscribedTo() {
        subscribed(session("ann"), "/topic/quiet");
        subscribed(session("ann"), "/topic/#");
        subscribed(session("ann"), "/user/inbox");
        subscribed(session("bob"), "/user/inbox");
        broker.publish(Doubles.event("/topic/a"));
        broker.publish(Doubles.event("/topic/a"));
        broker.publish(Doubles.event("/user/inbox", "ann"));
        assertThat(broker.destinations())
                .containsExactlyInAnyOrder(
                        new DestinationStatus("/topic/quiet", 2, 0, null),
                        new DestinationStatus("/topic/a", 1, 2, new Position(7, 1)),
                        new DestinationStatus("/user/inbox", 2, 1, new Position(7, 2)));
        assertThat(broker.destinationCount()).isEqualTo(3);
    }

    @Test
    void askingForAllDestinationsKeepsNoPublisherWaiting() throws InterruptedException {
        for (int i = 0; i < 3_000; i++) {
            broker.publish(Doubles.event("/topic/many." + i));
        }
        for (int i = 0; i < 3_000; i++) {
            Session session = session("ann");
            broker.subscribe(subscription(session, "/topic/#"), Resume.LIVE, recovery -> {});
            broker.subscribe(subscription(session, "/topic/many.#"), Resume.LIVE, recovery -> {});
        }
        AtomicBoolean asking = new AtomicBoolean(true);
        AtomicInteger published = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(1);
        Thread publisher = Thread.ofPlatform().start(() -> {
            while (asking.get()) {
                broker.publish(Doubles.event("/user/x", "bob"));
                published.incrementAndGet();
                ready.countDown();
            }
        });
        assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();
        int before = published.get();
        assertThat(broker.destinations()).hasSize(3_001);
        int meanwhile = published.get() - before;
        asking.set(false);
        publisher.join();
        assertThat(meanwhile).isGreaterThan(500);
    }

    /** Sessions come and go while publishers publish; each must hear exactly what is between its start and its end. */
    @Test
    void whateverHappensAtTheSameTimeEachSubscriptionHearsItsPartOfTheLog() throws InterruptedException {
        RandomGenerator seeds = Seed.random();
        int publishers = 2;
        int listeners = 3;
        int rounds = 150;
        ConcurrentSkipListMap<Long, String> log = new ConcurrentSkipListMap<>();
        AtomicInteger listening = new AtomicInteger(listeners);
        List<String> faults = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(publishers + listeners);
        for (int p = 0; p < publishers; p++) {
            SplittableRandom random = new SplittableRandom(seeds.nextLong());
            Thread.ofPlatform().start(() -> {
                while (listening.get() > 0) {
                    String destination = "/topic/" + random.nextInt(3) + "." + random.nextInt(3);
                    log.put(
                            broker.publish(Doubles.event(destination))
                                    .position()
                                    .offset(),
                            destination);
                    if (random.nextInt(20) == 0) {
                        Thread.onSpinWait();
                    }
                }
                done.countDown();
            });
        }
        List<Heard> all = Collections.synchronizedList(new ArrayList<>());
        for (int l = 0; l < listeners; l++) {
            SplittableRandom random = new SplittableRandom(seeds.nextLong());
            Thread.ofPlatform().start(() -> {
                for (int round = 0; round < rounds; round++) {
                    all.add(listen(random));
                }
                listening.decrementAndGet();
                done.countDown();
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        await().until(() -> fanout.waitingBytes() == 0);
        all.forEach(heard -> heard.check(log, faults));
        assertThat(faults).isEmpty();
        assertThat(all).anyMatch(heard -> received(heard.session).size() > 20);
    }

    private Heard listen(SplittableRandom random) {
        String[] patterns = {"/topic/0.0", "/topic/1.*", "/topic/#", "/topic/2.#", "/topic/*.1"};
        String pattern = patterns[random.nextInt(patterns.length)];
        Session session = session("ann");
        Subscription subscription = subscription(session, pattern);
        AtomicBoolean gone = new AtomicBoolean();
        long[] bounds = new long[4];
        bounds[0] = broker.position().offset();
        broker.subscribe(subscription, Resume.LIVE, recovery -> session.send(Burst.of(START)));
        bounds[1] = broker.position().offset();
        for (int spins = random.nextInt(20_000); spins > 0; spins--) {
            Thread.onSpinWait();
        }
        bounds[2] = broker.position().offset();
        broker.unsubscribe(subscription, () -> {
            session.send(Burst.of(END));
            gone.set(true);
        });
        bounds[3] = broker.position().offset();
        await().pollInterval(1, TimeUnit.MILLISECONDS).untilTrue(gone);
        return new Heard(session, pattern, bounds);
    }

    /**
     * What one subscription heard.
     *
     * @param bounds the newest positions before and after the start, and before and after the end
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Heard(Session session, String pattern, long[] bounds) {

        void check(ConcurrentSkipListMap<Long, String> log, List<String> faults) {
            List<String> received = received(session);
            DestinationPattern matching = DestinationPattern.parse(pattern);
            if (!received.getFirst().equals(START) || !received.getLast().equals(END)) {
                faults.add("begins or ends wrongly: " + received);
                return;
            }
            List<Long> heard = received.subList(1, received.size() - 1).stream()
                    .map(Long::valueOf)
                    .toList();
            long from = heard.isEmpty() ? bounds[1] + 1 : Math.min(heard.getFirst(), bounds[1] + 1);
            long to = heard.isEmpty() ? bounds[2] : Math.max(heard.getLast(), bounds[2]);
            List<Long> expected = log.subMap(from, true, Math.max(from, to), true).entrySet().stream()
                    .filter(entry -> entry.getKey() <= to)
                    .filter(entry -> matching.matches(io.fanfare.event.Destination.parse(entry.getValue())))
                    .map(java.util.Map.Entry::getKey)
                    .toList();
            if (from <= bounds[0] || to > bounds[3] || !heard.equals(expected)) {
                faults.add(pattern + " within " + List.of(bounds[0], bounds[1], bounds[2], bounds[3]) + " heard "
                        + heard + " and not " + expected);
            }
        }
    }
}
