package io.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.session.Burst;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.Sessions;
import io.fanfare.testing.BlockingConnection;
import io.fanfare.testing.CapturingConnection;
import io.fanfare.testing.DeliberateFaults;
import io.fanfare.testing.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShardTests {

    private final Sessions sessions = Doubles.sessions(SessionListener.NONE);
    private final Shard shard = new Shard(0);
    private final CapturingConnection connection = new CapturingConnection();
    private final Subscription[] one = {subscription(connection)};

    @AfterEach
    void stop() {
        shard.stop();
    }

    private Subscription subscription(CapturingConnection to) {
        return Doubles.subscription(Doubles.session(sessions, to, null), "/topic/a");
    }

    private Subscription[] subscriptions(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> subscription(new CapturingConnection()))
                .toArray(Subscription[]::new);
    }

    private static List<Long> received(Subscription subscription) {
        CapturingConnection connection =
                (CapturingConnection) subscription.session().connection();
        return connection.messages().stream().map(Doubles::offset).toList();
    }

    private void deliver(long from, long to, Subscription... subscriptions) {
        LongStream.rangeClosed(from, to).forEach(offset -> shard.deliver(Doubles.frame(offset), subscriptions));
    }

    @Test
    void whatWaitsGoesToASessionInOneWrite() {
        deliver(1, 5, one);
        shard.drain();
        assertThat(received(one[0])).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(connection.bursts()).hasSize(1);
        assertThat(shard.waitingBytes()).isZero();
    }

    @Test
    void runsToDifferentSubscribersStillGoInOneWriteForEachSession() {
        Subscription[] both = {one[0], subscription(new CapturingConnection())};
        deliver(1, 2, one);
        deliver(3, 3, both);
        deliver(4, 4, one);
        shard.drain();
        assertThat(received(one[0])).containsExactly(1L, 2L, 3L, 4L);
        assertThat(connection.bursts()).hasSize(1);
        assertThat(received(both[1])).containsExactly(3L);
    }

    @Test
    void marksRunInTheirPlaceBetweenTheEvents() {
        Session session = one[0].session();
        deliver(1, 1, one);
        shard.mark(() -> session.send(Burst.of("\nmessage-id:mark-2\n")));
        deliver(3, 3, one);
        shard.mark(() -> session.send(Burst.of("\nmessage-id:mark-4\n")));
        shard.drain();
        assertThat(received(one[0])).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aRunIsDividedIntoBurstsThatMayBeShared() {
        LongStream.rangeClosed(1, 8).forEach(offset -> shard.deliver(Doubles.frame(offset, 30_000), one));
        shard.drain();
        assertThat(received(one[0])).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(connection.bursts()).hasSizeGreaterThanOrEqualTo(4).allMatch(burst -> burst.size() <= 65_536);
    }

    @Test
    void aPublisherDeliversAFewAndLeavesTheRestToTheWorker() {
        deliver(1, 100, one);
        shard.drain();
        assertThat(received(one[0])).hasSize(Shard.NARROW);
        assertThat(shard.waitingBytes()).isPositive();
        shard.start();
        await().until(() -> received(one[0]).size() == 100);
        assertThat(received(one[0])).isSorted();
        assertThat(shard.waitingBytes()).isZero();
    }

    @Test
    void whatIsWideIsLeftToTheWorkerByWhomeverFindsIt() {
        Subscription[] wide = subscriptions(Shard.NARROW + 1);
        deliver(1, 1, wide);
        deliver(2, 2, one);
        shard.drain();
        assertThat(received(one[0])).isEmpty();
        shard.start();
        await().until(() -> !received(one[0]).isEmpty());
        assertThat(wide)
                .allSatisfy(subscription -> assertThat(received(subscription)).containsExactly(1L));
    }

    @Test
    void aSessionWhoseWriteIsStuckKeepsNobodyWaiting() {
        BlockingConnection stuck = new BlockingConnection();
        Subscription[] both = {subscription(stuck), one[0]};
        for (int i = 1; i <= 1_000; i++) {
            deliver(i, i, both);
            shard.drain();
        }
        assertThat(received(one[0])).hasSize(1_000);
        assertThat(stuck.bursts()).hasSize(1);
        stuck.completeAll();
        assertThat(received(both[0])).isEqualTo(received(both[1]));
    }

    @Test
    void aSessionThatFailsIsClosedAndKeepsNobodyFromTheirEvents() {
        CapturingConnection faulty = new CapturingConnection() {
            @Override
            public void write(Burst burst, Completion completion) {
                if (bursts().isEmpty()) {
                    keep(burst);
                    throw new StackOverflowError(DeliberateFaults.MESSAGE);
                }
                super.write(burst, completion);
            }
        };
        Subscription[] both = {subscription(faulty), one[0]};
        deliver(1, 1, both);
        shard.drain();
        deliver(2, 3, both);
        shard.drain();
        assertThat(received(one[0])).containsExactly(1L, 2L, 3L);
        assertThat(both[0].session().isClosing()).isTrue();
    }

    @Test
    void aMarkThatFailsKeepsNobodyFromTheirEvents() {
        deliver(1, 1, one);
        shard.mark(() -> {
            throw new StackOverflowError(DeliberateFaults.MESSAGE);
        });
        deliver(2, 2, one);
        shard.drain();
        assertThat(received(one[0])).containsExactly(1L, 2L);
    }

    /** Each publisher waits for what it put in before it goes on, so a single lost wake-up stops them all. */
    @Test
    void noWakeUpIsLost() throws InterruptedException {
        int publishers = 3;
        int each = 60_000;
        RandomGenerator seeds = Seed.random();
        Object log = new Object();
        CountDownLatch done = new CountDownLatch(publishers);
        AtomicBoolean lost = new AtomicBoolean();
        shard.start();
        for (int p = 0; p < publishers; p++) {
            boolean drains = p > 0;
            SplittableRandom random = new SplittableRandom(seeds.nextLong());
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each && !lost.get(); i++) {
                    AtomicBoolean ran = new AtomicBoolean();
                    synchronized (log) {
                        shard.mark(() -> ran.set(true));
                    }
                    if (drains) {
                        shard.drain();
                    } else {
                        shard.wake();
                    }
                    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
                    while (!ran.get() && !lost.get()) {
                        LockSupport.parkNanos(1);
                        lost.compareAndSet(false, System.nanoTime() - deadline > 0);
                    }
                    for (int spins = random.nextInt(200); spins > 0; spins--) {
                        Thread.onSpinWait();
                    }
                }
                done.countDown();
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(lost).isFalse();
    }

    @Test
    void manyPublishersAndTheWorkerLoseNothingAndKeepTheOrder() throws InterruptedException {
        int publishers = 4;
        int each = 20_000;
        Subscription[] few = subscriptions(2);
        Subscription[] wide = subscriptions(40);
        Object log = new Object();
        long[] offset = {0};
        List<Long> toFew = Collections.synchronizedList(new ArrayList<>());
        List<Long> toWide = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(publishers);
        shard.start();
        for (int p = 0; p < publishers; p++) {
            int publisher = p;
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    boolean narrow = (i + publisher) % 50 != 0;
                    synchronized (log) {
                        shard.deliver(Doubles.frame(++offset[0]), narrow ? few : wide);
                        (narrow ? toFew : toWide).add(offset[0]);
                    }
                    if (narrow) {
                        shard.drain();
                    } else {
                        shard.wake();
                    }
                }
                done.countDown();
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        await().until(() -> shard.waitingBytes() == 0
                && received(few[1]).size() == toFew.size()
                && received(wide[39]).size() == toWide.size());
        assertThat(few)
                .allSatisfy(subscription -> assertThat(received(subscription)).isEqualTo(toFew));
        assertThat(wide)
                .allSatisfy(subscription -> assertThat(received(subscription)).isEqualTo(toWide));
    }
}
