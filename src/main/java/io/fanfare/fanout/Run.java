package io.fanfare.fanout;

import io.fanfare.event.Position;
import io.fanfare.session.Burst;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events in succession to the same subscribers, few enough for one burst, and the bursts of their MESSAGE frames: one for
 * all equal heads.
 */
final class Run {

    private static final int REMEMBERED = 4;

    private final List<MessageFrame> frames;
    private final boolean live;
    private final @Nullable Head[] heads = new Head[REMEMBERED];
    private final @Nullable Burst[] bursts = new Burst[REMEMBERED];
    private int next;

    /** @param live whether they are sent in their turn, as they were published */
    Run(List<MessageFrame> frames, boolean live) {
        this.frames = frames;
        this.live = live;
    }

    List<MessageFrame> frames() {
        return frames;
    }

    /** What it takes at most, whatever the version and the wire. */
    long largestSize() {
        return frames.stream().mapToLong(MessageFrame::largestSize).sum();
    }

    void offerTo(AckWindow window) {
        frames.forEach(window::offer);
    }

    /** The MESSAGE frames with this head. */
    Burst burst(Head head) {
        for (int i = 0; i < REMEMBERED; i++) {
            Burst burst = bursts[i];
            if (heads[i] == head && burst != null) {
                return burst;
            }
        }
        Burst burst = encode(head, head);
        if (head.shared) {
            heads[next] = head;
            bursts[next] = burst;
            next = (next + 1) % REMEMBERED;
        }
        return burst;
    }

    /** The MESSAGE frames with this head, of which the first says what was lost before it. */
    Burst burst(Head head, Position lost) {
        return encode(head.after(lost), head);
    }

    private Burst encode(Head first, Head others) {
        int size = 0;
        Head head = first;
        for (MessageFrame frame : frames) {
            int length = head.bytes.length + frame.tail(head).length;
            size += Burst.headerLength(length) + length;
            head = others;
        }
        Burst.Builder builder = Burst.Builder.ofWireSize(size);
        head = first;
        for (MessageFrame frame : frames) {
            byte[] tail = frame.tail(head);
            builder.message(frame.isText(head), head.bytes.length + tail.length)
                    .put(head.bytes)
                    .put(tail);
            head = others;
        }
        long newest = live ? frames.getLast().position().offset() : -1;
        MessageFrame oldest = frames.getFirst();
        return builder.build(
                frames.size(), oldest.acceptedNanos(), newest, oldest.event().destination(), oldest.trace());
    }
}
