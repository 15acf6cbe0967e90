package io.fanfare.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PlacesTests {

    private static final String ALICE = "192.0.2.1";
    private static final String BOB = "192.0.2.2";

    /** Time that stands still until it is moved. */
    private static final class Clock implements TimeMeter {

        private long nanos;

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private final Clock clock = new Clock();
    private final LimitCounts counts = new LimitCounts();

    private Places places(int connections, int perAddress, int perSecond, int perSecondPerAddress) {
        Map<String, Integer> settings = Map.of(
                "fanfare.limits.connections", connections,
                "fanfare.limits.connections-per-address", perAddress,
                "fanfare.limits.handshakes-per-second", perSecond,
                "fanfare.limits.handshakes-per-second-per-address", perSecondPerAddress);
        Binder binder = new Binder(new MapConfigurationPropertySource(settings));
        return new Places(binder.bind("fanfare.limits", Limits.class).get(), counts, clock);
    }

    private static List<Place> take(Places places, String address, int count) {
        List<Place> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            assertThat(places.take(address)).isInstanceOfSatisfying(Place.class, taken::add);
        }
        return taken;
    }

    @Test
    void thereAreAsManyAsAreAllowed() {
        Places places = places(3, 0, 0, 0);
        Place first = take(places, ALICE, 2).getFirst();
        take(places, BOB, 1);
        assertThat(places.take(BOB)).isEqualTo(new LimitReached(Limit.CONNECTIONS, 3));
        first.giveBack();
        take(places, BOB, 1);
        assertThat(places.taken()).isEqualTo(3);
    }

    @Test
    void oneAddressHasItsShare() {
        Places places = places(0, 2, 0, 0);
        Place first = take(places, ALICE, 2).getFirst();
        assertThat(places.take(ALICE)).isEqualTo(new LimitReached(Limit.CONNECTIONS_PER_ADDRESS, 2));
        take(places, BOB, 2);
        first.giveBack();
        take(places, ALICE, 1);
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        Places places = places(2, 2, 0, 0);
        Place first = take(places, ALICE, 2).getFirst();
        first.giveBack();
        first.giveBack();
        assertThat(places.taken()).isOne();
        take(places, ALICE, 1);
        assertThat(places.take(ALICE)).isEqualTo(new LimitReached(Limit.CONNECTIONS, 2));
    }

    @Test
    void zeroIsNoLimit() {
        take(places(0, 0, 0, 0), ALICE, 10_000);
    }

    @Test
    void placesAreTakenNoFasterThanIsAllowed() {
        Places places = places(0, 0, 3, 0);
        take(places, ALICE, 2).forEach(Place::giveBack);
        take(places, BOB, 1);
        assertThat(places.take(BOB)).isEqualTo(new LimitReached(Limit.HANDSHAKES_PER_SECOND, 3));
        clock.nanos += 400_000_000;
        take(places, BOB, 1);
        assertThat(places.take(ALICE)).isInstanceOf(LimitReached.class);
        clock.nanos += 10_000_000_000L;
        take(places, ALICE, 3);
        assertThat(places.take(ALICE)).isInstanceOf(LimitReached.class);
    }

    @Test
    void oneAddressThatIsTooFastTakesNothingFromOthers() {
        Places places = places(0, 0, 4, 2);
        take(places, ALICE, 2);
        for (int i = 0; i < 10; i++) {
            assertThat(places.take(ALICE)).isEqualTo(new LimitReached(Limit.HANDSHAKES_PER_SECOND_PER_ADDRESS, 2));
        }
        take(places, BOB, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "192.0.2.1, ::ffff:192.0.2.1, true",
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
        "[2001:db8:1:2::1], 2001:db8:1:2::2, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "unknown, _hidden, true",
        "'', [, true",
        "unknown, 192.0.2.1, false"
    })
    void whoeverMayHaveManyAddressesCountsAsOne(String one, String other, boolean together) {
        Places places = places(0, 1, 0, 0);
        take(places, one, 1);
        assertThat(places.take(other) instanceof LimitReached).isEqualTo(together);
    }

    @Test
    void addressesAreNotRememberedForEver() {
        HandshakeRates rates = new HandshakeRates(
                new Binder(new MapConfigurationPropertySource(
                                Map.of("fanfare.limits.handshakes-per-second-per-address", 1)))
                        .bind("fanfare.limits", Limits.class)
                        .get(),
                clock);
        for (int i = 0; i <= HandshakeRates.MOST_ADDRESSES; i++) {
            rates.take(new CountedAddress(Integer.toString(i)));
        }
        assertThat(rates.size()).isEqualTo(HandshakeRates.MOST_ADDRESSES);
    }

    @Test
    void thereAreNoMoreThanAreAllowedWhoeverComesAtOnce() throws ExecutionException, InterruptedException {
        int threads = 8;
        int most = 5;
        Places places = places(most, 0, 0, 0);
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService runners = Executors.newFixedThreadPool(threads)) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(runners.submit(() -> {
                    start.await();
                    return isNeverExceeded(places, most);
                }));
            }
            start.countDown();
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        }
        assertThat(places.taken()).isZero();
    }

    private static boolean isNeverExceeded(Places places, int most) {
        boolean held = true;
        for (int i = 0; i < 20_000; i++) {
            if (places.take(ALICE) instanceof Place place) {
                held &= places.taken() <= most;
                place.giveBack();
            }
        }
        return held;
    }
}
