package io.fanfare.session;

import java.util.Arrays;

/**
 * When a session's writes had come how far, at a few moments: close together of late, further apart the longer ago they
 * are, so that few are enough for any length of time. One writer; any thread may ask.
 */
final class WrittenMarks {

    private static final long STEP_MILLIS = 100;
    private static final int FIRST = 2;
    private static final int MOST = 32;

    private long last;
    private long[] offsets = {};
    private long[] times = {};
    private int size;

    /** @param since when nothing was written yet, in milliseconds since the epoch */
    WrittenMarks(long since) {
        this.last = since - STEP_MILLIS;
    }

    /** Up to this offset all is written now. Mostly it is too soon for another mark. */
    void add(long offset, long now) {
        if (now - last >= STEP_MILLIS) {
            last = now;
            mark(offset, now);
        }
    }

    private synchronized void mark(long offset, long now) {
        if (size == MOST) {
            drop(now);
        } else if (size == times.length) {
            int room = Math.max(FIRST, 2 * size);
            offsets = Arrays.copyOf(offsets, room);
            times = Arrays.copyOf(times, room);
        }
        offsets[size] = offset;
        times[size++] = now;
    }

    /** The one that is missed least: whose neighbours are closest, compared to how long ago it was. */
    private void drop(long now) {
        int least = 1;
        double missed = Double.MAX_VALUE;
        for (int i = 1; i < size - 1; i++) {
            double gap = (double) (times[i + 1] - times[i - 1]) / (now - times[i] + 1);
            if (gap < missed) {
                missed = gap;
                least = i;
            }
        }
        System.arraycopy(offsets, least + 1, offsets, least, size - least - 1);
        System.arraycopy(times, least + 1, times, least, size - least - 1);
        size--;
    }

    /** When what stands at an offset was written, which is not after {@code by}. */
    synchronized Life.Span around(long offset, long by) {
        int next = Arrays.binarySearch(offsets, 0, size, offset);
        next = next < 0 ? -next - 1 : next;
        return new Life.Span(next == 0 ? 0 : times[next - 1], next == size ? by : times[next]);
    }
}
