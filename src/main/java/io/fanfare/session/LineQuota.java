package io.fanfare.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/** Lets a few lines of each reason into the log in a minute: anyone can cause as many as they like. Thread-safe. */
public final class LineQuota<R extends Enum<R>> {

    /** Instead of how many were left out: this one is. */
    public static final long NO_LINE = -1;

    static final int LINES = 10;
    static final Duration PERIOD = Duration.ofMinutes(1);

    /** What was written of one reason since when, and what was not. */
    private static final class Period {
        private long start = Long.MIN_VALUE;
        private int lines;
        private long leftOut;
    }

    private final Map<R, Period> periods;
    private final InstantSource clock;

    public LineQuota(Class<R> reasons, InstantSource clock) {
        this.periods = new EnumMap<>(reasons);
        this.clock = clock;
    }

    /** How many were left out since the last line of this reason; {@link #NO_LINE} if this one is to be. */
    public synchronized long take(R reason) {
        Period period = periods.computeIfAbsent(reason, each -> new Period());
        long now = clock.millis();
        if (now - PERIOD.toMillis() >= period.start) {
            period.start = now;
            period.lines = 0;
        }
        if (period.lines == LINES) {
            period.leftOut++;
            return NO_LINE;
        }
        period.lines++;
        long leftOut = period.leftOut;
        period.leftOut = 0;
        return leftOut;
    }

    /** The same in words, for the end of the line. */
    public static String leftOut(long count) {
        return count > 0 ? " (" + count + " more of this reason were left out before)" : "";
    }
}
