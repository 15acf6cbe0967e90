package io.fanfare.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes: they mean the same however they are cut (F17), are refused with nothing but a {@link StompException}, and take no
 * memory that was only announced (F15), and what they mean can be written and read again.
 */
public final class StompDecoderFuzz {

    private static final StompLimits NARROW = new StompLimits(300, 8, 60);
    private static final StompLimits WIDE = new StompLimits(1 << 24, 1_000, 1 << 24);
    private static final int MOST_BODY = 40;

    /** Bytes: what the fuzzer's hooks take, besides. Whatever believed an announced length would take more at once. */
    private static final long ALLOWED = 32L << 20;

    private static final int MOST_ATTEMPTS = 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What became of some bytes: {@code refusal} is null if they were taken. */
    private record Decoded(
            List<String> shown,
            List<StompFrame> frames,
            @Nullable String refusal,
            long allocated) {

        /** The bytes of each body too, which need not be text. */
        private static String show(StompFrame frame) {
            return Frames.show(frame) + Arrays.toString(frame.body()) + frame.isBodyLeftOut();
        }

        private boolean isSameAs(Decoded other) {
            return shown.equals(other.shown) && String.valueOf(refusal).equals(String.valueOf(other.refusal));
        }
    }

    private StompDecoderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        for (StompVersion version : StompVersion.values()) {
            checkRoundTrip(checkCuts(input, () -> ofClient(StompLimits.DEFAULT, version)), version);
            checkCuts(input, () -> ofClient(NARROW, version));
            checkCuts(input, () -> ofServer(version));
        }
    }

    private static StompDecoder ofClient(StompLimits limits, StompVersion version) {
        StompDecoder decoder = new StompDecoder(limits);
        decoder.version(version);
        return decoder;
    }

    private static StompDecoder ofServer(StompVersion version) {
        StompDecoder decoder = StompDecoder.ofServer(NARROW, MOST_BODY);
        decoder.version(version);
        return decoder;
    }

    private static Decoded checkCuts(byte[] input, Supplier<StompDecoder> decoders) {
        Decoded whole = decode(decoders, input, input.length);
        for (int longest : new int[] {1, 7, 64}) {
            Decoded cut = decode(decoders, input, longest);
            assertThat(cut).as("cut into pieces of up to %d bytes", longest).matches(whole::isSameAs, "as one piece");
        }
        return whole;
    }

    /** What takes too much memory is decoded again: classes that are loaded meanwhile take far more. */
    private static Decoded decode(Supplier<StompDecoder> decoders, byte[] input, int longest) {
        Decoded decoded = decode(decoders.get(), input, longest);
        for (int i = 0; i < MOST_ATTEMPTS && decoded.allocated > ALLOWED; i++) {
            decoded = decode(decoders.get(), input, longest);
        }
        assertThat(decoded.allocated).as("allocated bytes").isLessThanOrEqualTo(ALLOWED);
        return decoded;
    }

    private static Decoded decode(StompDecoder decoder, byte[] input, int longest) {
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(input));
        List<StompFrame> frames = new ArrayList<>();
        String refusal = null;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            for (int from = 0; from < input.length; ) {
                int length = longest == input.length ? longest : random.nextInt(longest) + 1;
                int to = Math.min(from + length, input.length);
                decoder.decode(buffer(input, from, to - from, random.nextInt(3)), frames::add);
                from = to;
            }
        } catch (StompException e) {
            refusal = e.message() + " " + e.receiptId() + " " + e.excess();
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        return new Decoded(frames.stream().map(Decoded::show).toList(), frames, refusal, allocated);
    }

    private static ByteBuffer buffer(byte[] input, int from, int length, int kind) {
        ByteBuffer bytes = ByteBuffer.wrap(input, from, length);
        return switch (kind) {
            case 0 -> bytes;
            case 1 -> bytes.asReadOnlyBuffer();
            default -> ByteBuffer.allocateDirect(length).put(bytes).flip();
        };
    }

    private static void checkRoundTrip(Decoded decoded, StompVersion version) {
        for (StompFrame frame : decoded.frames) {
            byte[] encoded = StompEncoder.encode(frame.command(), version, frame.headers(), frame.body());
            List<StompFrame> again = new ArrayList<>();
            ofClient(WIDE, version).decode(ByteBuffer.wrap(encoded), again::add);
            assertThat(again).singleElement().satisfies(same -> {
                assertThat(same.command()).isEqualTo(frame.command());
                assertThat(headers(same)).isEqualTo(headers(frame));
                assertThat(same.body()).isEqualTo(frame.body());
            });
        }
    }

    private static List<String> headers(StompFrame frame) {
        List<String> headers = new ArrayList<>();
        frame.headers().forEach((name, value) -> {
            if (!name.equals("content-length")) {
                headers.add(name + '\0' + value);
            }
        });
        return headers;
    }
}
