package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.relay.LogMessage.Token;
import io.fanfare.testing.Seed;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What was read before. */
class TokensTests {

    private final Tokens tokens = new Tokens();

    private boolean add(long number) {
        return tokens.add(new Token(1, number));
    }

    @Test
    void whatIsReadTwiceCountsOnce() {
        assertThat(add(0)).isTrue();
        assertThat(add(0)).isFalse();
        assertThat(add(5)).isTrue();
        assertThat(add(3)).as("later, and for the first time").isTrue();
        assertThat(add(3)).isFalse();
    }

    @Test
    void instancesCountEachForItself() {
        assertThat(add(7)).isTrue();
        assertThat(tokens.add(new Token(2, 7))).isTrue();
        assertThat(tokens.add(new Token(-1, 7))).isTrue();
        assertThat(add(7)).isFalse();
    }

    @Test
    void whatIsTooOldCountsAsRead() {
        add(Tokens.REMEMBERED + 10L);
        assertThat(add(10)).isFalse();
        assertThat(add(11)).isTrue();
        assertThat(add(11)).isFalse();
    }

    @Test
    void aPlaceIsUsedAgainWithoutWhatStoodThere() {
        add(4);
        assertThat(add(4L + Tokens.REMEMBERED)).isTrue();
        assertThat(add(5L + 3L * Tokens.REMEMBERED)).isTrue();
        assertThat(add(4L + 3L * Tokens.REMEMBERED)).isTrue();
        assertThat(add(4L + 3L * Tokens.REMEMBERED)).isFalse();
    }

    @Test
    void randomNumbersCountAsInASet() {
        RandomGenerator random = Seed.random();
        Set<Long> read = new HashSet<>();
        long newest = 0;
        for (int i = 0; i < 200_000; i++) {
            long number = Math.max(0, newest + random.nextInt(-2_000, 20));
            newest = Math.max(newest, number);
            assertThat(add(number)).as("%d at %d", number, newest).isEqualTo(read.add(number));
        }
    }
}
