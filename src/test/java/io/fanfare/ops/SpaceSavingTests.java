package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.Seed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SpaceSavingTests {

    private static final int CAPACITY = 50;

    private final SpaceSaving sketch = new SpaceSaving(CAPACITY);

    /** Against what an unbounded count says. */
    @RepeatedTest(20)
    void whoeverIsHeavyIsThereAndWeighsWhatIsSaid() {
        RandomGenerator random = Seed.random();
        Map<String, Long> exact = new HashMap<>();
        long total = 0;
        for (int i = 0; i < 20_000; i++) {
            String name = "n" + (int) Math.abs(random.nextGaussian() * 100);
            long weight = random.nextInt(1, 100);
            sketch.add(name, weight);
            exact.merge(name, weight, Long::sum);
            total += weight;
        }
        List<SpaceSaving.Heavy> top = sketch.top(CAPACITY);
        assertThat(top)
                .hasSize(CAPACITY)
                .allSatisfy(heavy ->
                        assertThat(exact.get(heavy.name())).isBetween(heavy.count() - heavy.error(), heavy.count()));
        long least = total / CAPACITY;
        assertThat(exact.entrySet())
                .filteredOn(each -> each.getValue() > least)
                .allSatisfy(each ->
                        assertThat(top).extracting(SpaceSaving.Heavy::name).contains(each.getKey()));
        assertThat(top).isSortedAccordingTo((one, other) -> Long.compare(other.count(), one.count()));
    }

    @Test
    void countsAreExactWhileThereIsRoom() {
        sketch.add("a", 3);
        sketch.add("b", 5);
        sketch.add("a", 4);
        assertThat(sketch.top(10)).containsExactly(new SpaceSaving.Heavy("a", 7, 0), new SpaceSaving.Heavy("b", 5, 0));
    }

    @Test
    void whatWasFades() {
        sketch.add("a", 9);
        sketch.halve();
        sketch.add("b", 5);
        assertThat(sketch.top(1)).containsExactly(new SpaceSaving.Heavy("b", 5, 0));
    }
}
