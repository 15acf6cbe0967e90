package io.fanfare.stomp;

/**
 * How large a client's frame may be; beyond it the decoder refuses (F15).
 *
 * @param maxFrameSize bytes from the command to the NUL that ends the frame
 * @param maxHeaders header lines, repeated ones included
 * @param maxHeaderLine bytes of one line, without its end
 */
public record StompLimits(int maxFrameSize, int maxHeaders, int maxHeaderLine) {

    /** What of a frame is limited. */
    public enum Part {
        FRAME,
        HEADERS,
        HEADER_LINE
    }

    public static final StompLimits DEFAULT = new StompLimits(64 * 1024, 100, 10 * 1024);

    public StompLimits {
        if (maxFrameSize < 1 || maxHeaders < 1 || maxHeaderLine < 1) {
            throw new IllegalArgumentException("STOMP limits must be positive");
        }
    }
}
