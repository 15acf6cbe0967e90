package io.fanfare.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WrittenMarksTests {

    private static final long SINCE = 1_000_000;

    private final WrittenMarks marks = new WrittenMarks(SINCE);

    @Test
    void whatWasWrittenLatelyIsKnownToATenthOfASecond() {
        marks.add(5, SINCE + 10);
        marks.add(6, SINCE + 50);
        marks.add(7, SINCE + 150);
        assertThat(marks.around(5, SINCE + 500)).isEqualTo(new Life.Span(0, SINCE + 10));
        assertThat(marks.around(6, SINCE + 500)).isEqualTo(new Life.Span(SINCE + 10, SINCE + 150));
        assertThat(marks.around(7, SINCE + 500)).isEqualTo(new Life.Span(SINCE + 10, SINCE + 150));
    }

    @Test
    void whatIsBehindTheLastMarkWasWrittenByTheLastWrite() {
        marks.add(5, SINCE + 10);
        marks.add(6, SINCE + 50);
        assertThat(marks.around(6, SINCE + 50)).isEqualTo(new Life.Span(SINCE + 10, SINCE + 50));
    }

    /** Each was written between the two moments, however many have come since; the longer ago, the wider they may be. */
    @Test
    void theMomentsAreRightForEveryWriteThatEverWas() {
        RandomGenerator random = Seed.random();
        List<Long> times = new ArrayList<>();
        long now = SINCE;
        for (int offset = 0; offset < 20_000; offset++) {
            now += random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(20);
            times.add(now);
            marks.add(offset, now);
        }
        for (int offset = 0; offset < times.size(); offset++) {
            long at = times.get(offset);
            Life.Span span = marks.around(offset, now);
            assertThat(at).isBetween(span.after(), span.by());
            assertThat(span.by() - Math.max(span.after(), SINCE)).isLessThan((now - at) + 10_000);
        }
    }
}
