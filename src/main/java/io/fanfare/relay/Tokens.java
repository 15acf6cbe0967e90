package io.fanfare.relay;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was read lately, so that what was sent twice counts once: of each instance the last {@value #REMEMBERED} numbers. What
 * an instance sends again is never older: {@link PublishLane} sees to that. One thread at a time.
 */
final class Tokens {

    static final int REMEMBERED = 1 << 18;

    private static final int MOST_INSTANCES = 1_000;

    /** A ring of bits. */
    private static final class Window {
        private final long[] bits = new long[REMEMBERED / Long.SIZE];
        private long newest = -1;

        boolean add(long number) {
            if (number > newest) {
                clear(Math.max(newest + 1, number - REMEMBERED + 1), number);
                newest = number;
            } else if (number <= newest - REMEMBERED || has(number)) {
                return false;
            }
            bits[word(number)] |= 1L << number;
            return true;
        }

        private boolean has(long number) {
            return (bits[word(number)] & 1L << number) != 0;
        }

        private void clear(long from, long to) {
            for (long each = from; each <= to; each++) {
                bits[word(each)] &= ~(1L << each);
            }
        }

        private static int word(long number) {
            return (int) (number % REMEMBERED) / Long.SIZE;
        }
    }

    private final Map<Long, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Window> eldest) {
            return size() > MOST_INSTANCES;
        }
    };

    /** Whether it is read for the first time. */
    boolean add(LogMessage.Token token) {
        return windows.computeIfAbsent(token.instance(), _ -> new Window()).add(token.number());
    }
}
