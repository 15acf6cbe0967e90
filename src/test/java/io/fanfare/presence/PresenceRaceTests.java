package io.fanfare.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.Destination;
import io.fanfare.fanout.Subscription;
import io.fanfare.testing.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** Many come and go at the same moment, while it is told: nobody is lost and nobody stays behind. */
class PresenceRaceTests {

    private static final int THREADS = 4;
    private static final int STEPS = 1_000;
    private static final List<String> PLACES = List.of("/topic/room.1", "/topic/room.2", "/topic/room.3");

    private final Rooms rooms = new Rooms(Rooms.settings(1_000, Duration.ZERO));
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
        rooms.close();
    }

    @RepeatedTest(10)
    void whoIsThereIsThereAndWhoIsGoneIsGone() throws InterruptedException, ExecutionException {
        SplittableRandom random = new SplittableRandom(Seed.random().nextLong());
        List<Future<List<Subscription>>> left = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            left.add(threads.submit(comingAndGoing(random.split())));
        }
        while (!left.stream().allMatch(Future::isDone)) {
            rooms.pass(100);
        }
        List<Subscription> there = new ArrayList<>();
        for (Future<List<Subscription>> future : left) {
            there.addAll(future.get());
        }
        rooms.pass(200);
        for (String place : PLACES) {
            List<UserSessions> users = rooms.roll(place).users();
            assertThat(users).isNotNull();
            assertThat(users.stream().mapToInt(UserSessions::sessions).sum()).isEqualTo((int) there.stream()
                    .filter(subscription ->
                            subscription.patterns().getFirst().toString().equals(place))
                    .count());
        }
        there.forEach(rooms::leave);
        rooms.pass(200);
        assertThat(PLACES).allSatisfy(place -> {
            assertThat(rooms.roll(place).count()).isZero();
            assertThat(rooms.attendances.get(Destination.parse(place))).isNull();
        });
    }

    private Callable<List<Subscription>> comingAndGoing(SplittableRandom random) {
        return () -> {
            List<Subscription> there = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                if (there.isEmpty() || random.nextInt(100) < 48) {
                    String place = PLACES.get(random.nextInt(PLACES.size()));
                    there.add(rooms.enter(place, "user-" + random.nextInt(5)));
                } else {
                    rooms.leave(there.remove(random.nextInt(there.size())));
                }
            }
            return there;
        };
    }
}
