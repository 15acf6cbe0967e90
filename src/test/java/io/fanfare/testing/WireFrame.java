package io.fanfare.testing;

/**
 * One WebSocket frame as it was on the wire.
 *
 * @param reserved the three reserved bits, not zero when an extension changed the payload
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its parts, never as a whole
public record WireFrame(boolean last, int reserved, int opcode, byte[] payload) {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /** The number of payload bytes. */
    public int length() {
        return payload.length;
    }

    boolean isControl() {
        return opcode >= CLOSE;
    }
}
