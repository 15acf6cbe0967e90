package io.fanfare.stomp;

/** Non-negative integers as headers have them: ASCII digits only, no sign, no spaces. */
final class Digits {

    static final int INVALID = -1;

    private Digits() {}

    /** The number, {@link Integer#MAX_VALUE} for all that are larger, or {@link #INVALID}. */
    static int parse(String text) {
        if (text.isEmpty()) {
            return INVALID;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return INVALID;
            }
            number = Math.min(10 * number + c - '0', Integer.MAX_VALUE);
        }
        return (int) number;
    }
}
