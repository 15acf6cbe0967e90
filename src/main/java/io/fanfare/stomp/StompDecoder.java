package io.fanfare.stomp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the frames of one peer from bytes cut anywhere. It is used by one thread at a time, searches no byte twice,
 * and holds no buffer between frames. After an exception it must not be used again.
 */
public final class StompDecoder {

    private final StompLimits limits;
    private final int mostBody;
    private final boolean ofClient;
    private final Remainder remainder;
    private StompVersion version = StompVersion.V1_2;
    private @Nullable PartialFrame partial;

    /** Bytes of the frame before the current line or body. */
    private int frameSize;

    /** Bytes of the current line or body that are known not to end it. */
    private int searched;

    /** For what a client sends. */
    public StompDecoder(StompLimits limits) {
        this(limits, limits.maxFrameSize(), true);
    }

    private StompDecoder(StompLimits limits, int mostBody, boolean ofClient) {
        this.limits = limits;
        this.mostBody = mostBody;
        this.ofClient = ofClient;
        this.remainder = new Remainder(limits.maxFrameSize());
    }

    /**
     * For what a server sends, and passes on from others: a header that cannot be read is left out, and so is a body that is
     * too large, which {@link StompFrame#isBodyLeftOut} tells.
     *
     * @param mostBody bytes of a body
     */
    public static StompDecoder ofServer(StompLimits limits, int mostBody) {
        return new StompDecoder(limits, mostBody, false);
    }

    /** Sets whose escapes hold, 1.2 at first. The sink may call it when it takes a CONNECT. */
    public void version(StompVersion v) {
        version = v;
    }

    /** Whether a frame has begun and is not finished; how long that may last is the caller's to bound (F19). */
    public boolean incomplete() {
        return partial != null || !remainder.isEmpty();
    }

    /**
     * Takes all bytes that remain in the buffer, and hands each frame they complete to the sink, in order. Line ends
     * between frames are heart-beats, and dropped.
     *
     * @throws StompException if the bytes break the protocol or a limit
     */
    public void decode(ByteBuffer bytes, Consumer<StompFrame> sink) {
        if (remainder.isEmpty() && bytes.hasArray()) {
            int from = bytes.arrayOffset() + bytes.position();
            int to = from + bytes.remaining();
            bytes.position(bytes.limit());
            remainder.keep(bytes.array(), decode(bytes.array(), from, to, sink), to);
        } else {
            remainder.append(bytes);
            remainder.dropFirst(decode(remainder.array(), 0, remainder.size(), sink));
        }
    }

    /** Returns where the unfinished line or body begins. */
    private int decode(byte[] bytes, int from, int to, Consumer<StompFrame> sink) {
        int at = from;
        try {
            while (at < to) {
                PartialFrame frame = partialInBody();
                int end = frame == null ? endOfLine(bytes, at, to) : endOfBody(frame, bytes, at, to);
                if (frame != null && leavesOut(frame, end - at)) {
                    if (!frame.isLeftOut()) {
                        checkFrameSize(mostBody + 1L);
                    }
                    frame.leaveOut(end - at);
                    at = end;
                    searched = 0;
                    if (end == to) {
                        return to;
                    }
                }
                int size = end - at + 1;
                checkFrameSize(size);
                if (end == to) {
                    searched = to - at;
                    return at;
                }
                searched = 0;
                frameSize += size;
                if (frame == null) {
                    line(bytes, at, end);
                } else {
                    body(frame, bytes, at, end, sink);
                }
                at = end + 1;
            }
            return at;
        } catch (StompException e) {
            throw partial == null ? e : e.withReceiptId(partial.receiptId());
        }
    }

    private boolean leavesOut(PartialFrame frame, int size) {
        return !ofClient && (frame.isLeftOut() || Math.max(size, frame.bodyLength()) > mostBody);
    }

    private @Nullable PartialFrame partialInBody() {
        PartialFrame frame = partial;
        return frame != null && frame.headComplete() ? frame : null;
    }

    /** Looks no further than a line may be long, so that what is wrong first is told, however the bytes are cut. */
    private int endOfLine(byte[] bytes, int from, int to) {
        long longest = Math.min(limits.maxHeaderLine() + 1L, limits.maxFrameSize() - frameSize);
        int end = (int) Math.min(to, from + longest);
        int at = from + searched;
        while (at < end && bytes[at] != '\n') {
            if (bytes[at] == 0 && ofClient) {
                throw new StompException("A frame ended before the blank line after its headers");
            }
            at++;
        }
        if (at - from > limits.maxHeaderLine()) {
            throw StompException.tooBig(
                    StompLimits.Part.HEADER_LINE, "A line is longer than " + limits.maxHeaderLine() + " bytes");
        }
        return at;
    }

    private void line(byte[] bytes, int from, int lineFeed) {
        PartialFrame frame = partial;
        int to = lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
        if (frame == null) {
            if (from == to) {
                frameSize = 0;
            } else {
                partial = PartialFrame.begin(bytes, from, to, ofClient);
            }
        } else if (from == to) {
            frame.endOfHead();
            checkFrameSize(Math.min(frame.bodyLength(), mostBody) + 1L);
        } else {
            header(frame, bytes, from, to);
        }
    }

    private void header(PartialFrame frame, byte[] bytes, int from, int to) {
        try {
            frame.header(bytes, from, to, version, limits.maxHeaders());
        } catch (StompException e) {
            if (ofClient) {
                throw e;
            }
        }
    }

    private int endOfBody(PartialFrame frame, byte[] bytes, int from, int to) {
        if (frame.bodyLength() != PartialFrame.UNKNOWN) {
            return (int) Math.min((long) from + frame.bodyLength(), to);
        }
        int at = from + searched;
        while (at < to && bytes[at] != 0) {
            at++;
        }
        return at;
    }

    private void body(PartialFrame frame, byte[] bytes, int from, int to, Consumer<StompFrame> sink) {
        if (bytes[to] != 0) {
            throw frame.noNulAfterBody();
        }
        partial = null;
        frameSize = 0;
        sink.accept(frame.complete(bytes, from, to));
    }

    private void checkFrameSize(long more) {
        if (frameSize + more > limits.maxFrameSize()) {
            throw StompException.tooBig(
                    StompLimits.Part.FRAME, "A frame is larger than " + limits.maxFrameSize() + " bytes");
        }
    }
}
