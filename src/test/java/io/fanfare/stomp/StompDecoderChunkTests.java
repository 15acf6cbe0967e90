package io.fanfare.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes mean the same however they are cut (F17), and nothing is kept between frames (F19). */
class StompDecoderChunkTests {

    private static final byte[] BYTES = ("\n\r\nSTOMP\naccept-version:1.2\nhost:a\\c\n\n\0\n"
                    + "SEND\r\ndestination:/topic/größe\r\ncontent-length:6\r\n\r\na\0\0b\n\r\0"
                    + "SUBSCRIBE\nid:\\c\\n\ndestination:/topic/a\n\n\0\r\n"
                    + "SEND\n\n{\"text\":\"😀\"}\0")
            .getBytes(UTF_8);

    private static final List<String> FRAMES = Frames.decode(new StompDecoder(StompLimits.DEFAULT), BYTES);

    @Test
    void aCutAnywhereChangesNothing() {
        for (int first = 0; first <= BYTES.length; first++) {
            for (int second = first; second <= BYTES.length; second++) {
                assertThat(decode(
                                Arrays.copyOfRange(BYTES, 0, first),
                                Arrays.copyOfRange(BYTES, first, second),
                                Arrays.copyOfRange(BYTES, second, BYTES.length)))
                        .as("cut at %d and %d", first, second)
                        .isEqualTo(FRAMES);
            }
        }
    }

    @Test
    void bytesMayComeOneAtATime() {
        byte[][] single = new byte[BYTES.length][];
        for (int i = 0; i < BYTES.length; i++) {
            single[i] = new byte[] {BYTES[i]};
        }
        assertThat(FRAMES).hasSize(4);
        assertThat(decode(single)).isEqualTo(FRAMES);
    }

    @Test
    void takesAnyKindOfBufferAndNothingOutsideIt() {
        ByteBuffer heap = ByteBuffer.allocate(BYTES.length + 20).position(10).slice();
        ByteBuffer direct = ByteBuffer.allocateDirect(BYTES.length + 20);
        for (ByteBuffer buffer : List.of(heap, heap.asReadOnlyBuffer(), direct)) {
            if (!buffer.isReadOnly()) {
                buffer.put(5, BYTES);
            }
            buffer.position(5).limit(5 + BYTES.length);
            List<String> frames = new ArrayList<>();
            new StompDecoder(StompLimits.DEFAULT).decode(buffer, frame -> frames.add(Frames.show(frame)));
            assertThat(frames).isEqualTo(FRAMES);
            assertThat(buffer.hasRemaining()).isFalse();
        }
    }

    @Test
    void isIncompleteFromTheFirstByteOfAFrameToItsLast() {
        StompDecoder decoder = new StompDecoder(StompLimits.DEFAULT);
        assertThat(decoder.incomplete()).isFalse();
        Frames.decode(decoder, "\n\r\n\n".getBytes(UTF_8));
        assertThat(decoder.incomplete()).isFalse();
        for (byte b : "SEND\n\nhello".getBytes(UTF_8)) {
            Frames.decode(decoder, new byte[] {b});
            assertThat(decoder.incomplete()).isTrue();
        }
        Frames.decode(decoder, new byte[] {0});
        assertThat(decoder.incomplete()).isFalse();
    }

    @Test
    void theRemainderHoldsNoMemoryOnceItIsUsedUp() {
        Remainder remainder = new Remainder(8);
        remainder.keep(new byte[] {1, 2, 3, 4, 5, 0}, 1, 5);
        remainder.dropFirst(2);
        assertThat(Arrays.copyOf(remainder.array(), remainder.size())).containsExactly(4, 5);
        remainder.append(ByteBuffer.wrap(new byte[] {6, 7, 8, 9}));
        assertThat(Arrays.copyOf(remainder.array(), remainder.size())).containsExactly(4, 5, 6, 7, 8, 9);
        remainder.dropFirst(6);
        assertThat(remainder.isEmpty()).isTrue();
        assertThat(remainder.array()).isEmpty();
    }

    private static List<String> decode(byte[]... chunks) {
        return Frames.decode(new StompDecoder(StompLimits.DEFAULT), chunks);
    }
}
