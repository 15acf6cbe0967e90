package io.fanfare.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Size limits (F15): each at its last allowed value and one beyond, in one piece and byte by byte. */
class StompDecoderLimitTests {

    private static final StompLimits LIMITS = new StompLimits(100, 3, 20);

    @Test
    void aFrameAsLargeAsAllowedPasses() {
        assertAccepted("SEND\n\n" + "x".repeat(93) + "\0");
        assertAccepted("SEND\ncontent-length:75\n\n" + "x".repeat(75) + "\0");
        assertAccepted(("SEND\n\n" + "x".repeat(93) + "\0\n").repeat(5));
    }

    @Test
    void aLargerFrameIsRefused() {
        assertTooBig("SEND\n\n" + "x".repeat(94) + "\0", "A frame is larger than 100 bytes");
        assertTooBig("SEND\n\n" + "x".repeat(94), "A frame is larger than 100 bytes");
        assertTooBig("\nSEND\n\nx\0SEND\n\n" + "x".repeat(94), "A frame is larger than 100 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"76", "2147483647", "2147483648", "99999999999999999999999"})
    void aFrameThatSaysItIsLargerIsRefusedBeforeItsBody(String contentLength) {
        assertTooBig(
                "SEND\ncontent-length:" + contentLength + "\n\n",
                "A frame is larger than 100 bytes",
                new StompLimits(100, 3, 50));
    }

    @Test
    void aLineAsLongAsAllowedPasses() {
        assertAccepted("SEND\nk:" + "x".repeat(18) + "\n\n\0");
    }

    @Test
    void aLongerLineIsRefused() {
        assertTooBig("SEND\nk:" + "x".repeat(19) + "\n\n\0", "A line is longer than 20 bytes");
        assertTooBig("SEND\nk:" + "x".repeat(19), "A line is longer than 20 bytes");
        assertTooBig("X".repeat(21), "A line is longer than 20 bytes");
    }

    @Test
    void moreHeadersThanAllowedAreRefusedThoughRepeated() {
        assertAccepted("SEND\na:1\nb:1\nc:1\n\n\0");
        assertTooBig("SEND\na:1\nb:1\na:1\na:1\n\n\0", "A frame has more than 3 headers");
    }

    @Test
    void heartBeatsCountForNothing() {
        assertAccepted("\n".repeat(1000) + "SEND\n\n\0");
    }

    @Test
    void theDefaultsAre64KilobytesAHundredHeadersAndTenKilobytesALine() {
        assertThat(StompLimits.DEFAULT).isEqualTo(new StompLimits(65_536, 100, 10_240));
        assertThatIllegalArgumentException().isThrownBy(() -> new StompLimits(0, 1, 1));
    }

    @Test
    void ofAServerABodyThatIsTooLargeIsLeftOutAndTheNextFrameComes() {
        String large = "MESSAGE\nid:1\ncontent-length:9\n\nabc\0efghi\0";
        String unknown = "MESSAGE\nid:2\n\nabcdefghi\0";
        String next = "MESSAGE\nid:3\ncontent-length:5\n\nab\0de\0";
        for (byte[][] chunks :
                new byte[][][] {{(large + unknown + next).getBytes(UTF_8)}, singly(large + unknown + next)}) {
            List<StompFrame> frames = frames(StompDecoder.ofServer(StompLimits.DEFAULT, 5), chunks);
            assertThat(frames.stream().map(frame -> frame.header("id"))).containsExactly("1", "2", "3");
            assertThat(frames.stream().map(StompFrame::isBodyLeftOut)).containsExactly(true, true, false);
            assertThat(frames.stream().map(frame -> frame.body().length)).containsExactly(0, 0, 5);
        }
    }

    @Test
    void ofAServerABodyLargerThanAnyFrameIsLeftOut() {
        String frame = "MESSAGE\nid:1\ncontent-length:70000\n\n" + "x".repeat(70_000) + "\0";
        StompDecoder decoder = StompDecoder.ofServer(StompLimits.DEFAULT, 60_000);
        assertThat(frames(decoder, frame.getBytes(UTF_8)))
                .singleElement()
                .satisfies(decoded -> assertThat(decoded.isBodyLeftOut()).isTrue());
    }

    @Test
    void ofAServerAHeaderThatCannotBeReadIsLeftOut() {
        String frame = "MESSAGE\nnone\n:empty\nescape:\\x\nreturn:a\rb\nnul:a\0b\ngood:1\n\nbody\0";
        StompDecoder decoder = StompDecoder.ofServer(StompLimits.DEFAULT, 60_000);
        assertThat(frames(decoder, frame.getBytes(UTF_8))).singleElement().satisfies(decoded -> {
            assertThat(decoded.headers()).hasToString("[nul, good]");
            assertThat(new String(decoded.body(), UTF_8)).isEqualTo("body");
        });
    }

    private static List<StompFrame> frames(StompDecoder decoder, byte[]... chunks) {
        List<StompFrame> frames = new ArrayList<>();
        for (byte[] chunk : chunks) {
            decoder.decode(ByteBuffer.wrap(chunk), frames::add);
        }
        return frames;
    }

    private static void assertAccepted(String bytes) {
        assertThat(Frames.decode(new StompDecoder(LIMITS), bytes.getBytes(UTF_8)))
                .isNotEmpty();
        assertThat(Frames.decode(new StompDecoder(LIMITS), singly(bytes))).isNotEmpty();
    }

    private static void assertTooBig(String bytes, String message) {
        assertTooBig(bytes, message, LIMITS);
    }

    private static void assertTooBig(String bytes, String message, StompLimits limits) {
        for (byte[][] chunks : new byte[][][] {{bytes.getBytes(UTF_8)}, singly(bytes)}) {
            StompException e =
                    catchThrowableOfType(StompException.class, () -> Frames.decode(new StompDecoder(limits), chunks));
            assertThat(e).hasMessage(message);
            assertThat(e.tooBig()).isTrue();
        }
    }

    private static byte[][] singly(String bytes) {
        byte[] all = bytes.getBytes(UTF_8);
        byte[][] single = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            single[i] = new byte[] {all[i]};
        }
        return single;
    }
}
