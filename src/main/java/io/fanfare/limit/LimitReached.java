package io.fanfare.limit;

import java.util.Locale;

/**
 * There is no place.
 *
 * @param most what the limit allows
 */
public record LimitReached(Limit limit, int most) implements Admission {

    /** The limits of those who want to connect. */
    public enum Limit {
        CONNECTIONS,
        CONNECTIONS_PER_ADDRESS,
        HANDSHAKES_PER_SECOND,
        HANDSHAKES_PER_SECOND_PER_ADDRESS;

        /** Whether it bounds how fast connections begin, and not how many there are. */
        public boolean isRate() {
            return this == HANDSHAKES_PER_SECOND || this == HANDSHAKES_PER_SECOND_PER_ADDRESS;
        }

        /** Whether each address is counted by itself. */
        public boolean isPerAddress() {
            return this == CONNECTIONS_PER_ADDRESS || this == HANDSHAKES_PER_SECOND_PER_ADDRESS;
        }

        /** By which setting it is changed. */
        public String setting() {
            return "fanfare.limits." + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
