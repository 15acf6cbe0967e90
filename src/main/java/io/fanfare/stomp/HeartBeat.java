package io.fanfare.stomp;

import org.jspecify.annotations.Nullable;

/**
 * What one side of a connection says about heart-beats; 0 is never.
 *
 * @param outgoing milliseconds between the beats it can promise to send
 * @param incoming milliseconds between the beats it wants to hear
 */
public record HeartBeat(int outgoing, int incoming) {

    public static final HeartBeat NONE = new HeartBeat(0, 0);

    public HeartBeat {
        if (outgoing < 0 || incoming < 0) {
            throw new IllegalArgumentException("A heart-beat is not negative");
        }
    }

    /**
     * Reads a {@code heart-beat} header (H1); none is {@code 0,0} (H2). What exceeds an {@code int} counts as the
     * largest.
     *
     * @throws StompException if it is not two non-negative integers
     */
    public static HeartBeat parse(@Nullable String header) {
        if (header == null) {
            return NONE;
        }
        int comma = header.indexOf(',');
        if (comma < 0) {
            throw malformed();
        }
        return new HeartBeat(milliseconds(header.substring(0, comma)), milliseconds(header.substring(comma + 1)));
    }

    /** What holds between this side and its peer, seen from this side (H3, H4). */
    public HeartBeat negotiate(HeartBeat peer) {
        return new HeartBeat(agree(outgoing, peer.incoming), agree(peer.outgoing, incoming));
    }

    /** As it stands in the header. */
    public String text() {
        return outgoing + "," + incoming;
    }

    private static int agree(int promised, int wanted) {
        return promised == 0 || wanted == 0 ? 0 : Math.max(promised, wanted);
    }

    private static int milliseconds(String digits) {
        int number = Digits.parse(digits);
        if (number == Digits.INVALID) {
            throw malformed();
        }
        return number;
    }

    private static StompException malformed() {
        return new StompException("heart-beat must be two non-negative integers with a comma between them");
    }
}
