package io.fanfare.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BurstTests {

    private static Burst burst(boolean text, byte[] payload) {
        return new Burst.Builder(payload.length)
                .message(text, payload.length)
                .put(payload)
                .build(1, 5);
    }

    private static byte[] payload(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        return payload;
    }

    private static List<byte[]> payloads(Burst burst) {
        List<byte[]> payloads = new ArrayList<>();
        burst.forEach(message -> payloads.add(
                Arrays.copyOfRange(message.bytes(), message.offset(), message.offset() + message.length())));
        return payloads;
    }

    /** RFC 6455, section 5.2. */
    @ParameterizedTest
    @CsvSource({
        "0, 8100",
        "1, 8101",
        "125, 817d",
        "126, 817e007e",
        "127, 817e007f",
        "255, 817e00ff",
        "256, 817e0100",
        "65535, 817effff",
        "65536, 817f0000000000010000",
        "65537, 817f0000000000010001",
        "16777216, 817f0000000001000000"
    })
    void theHeaderIsTheShortestForItsLength(int length, String header) {
        Burst burst = burst(true, new byte[length]);
        byte[] head = Arrays.copyOf(burst.bytes(), burst.size() - length);
        assertThat(java.util.HexFormat.of().formatHex(head)).isEqualTo(header);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 65_537, 200_000})
    void messagesComeBackAsTheyWere(int length) {
        for (boolean text : new boolean[] {true, false}) {
            Burst burst = burst(text, payload(length));
            burst.forEach(message -> {
                assertThat(message.isText()).isEqualTo(text);
                assertThat(message.isLast()).isTrue();
            });
            assertThat(payloads(burst)).containsExactly(payload(length));
        }
    }

    @Test
    void joiningKeepsEveryMessageAndItsKind() {
        int[] lengths = {125, 0, 126, 65_535, 1, 65_536, 127, 65_537};
        List<Burst> bursts = new ArrayList<>();
        List<byte[]> expected = new ArrayList<>();
        int size = 0;
        for (int i = 0; i < lengths.length; i++) {
            bursts.add(burst(i % 2 == 0, payload(lengths[i])));
            expected.add(payload(lengths[i]));
            size += bursts.getLast().size();
        }
        Burst joined = Burst.join(bursts, size);
        assertThat(joined.size()).isEqualTo(size);
        assertThat(joined.messages()).isEqualTo(lengths.length);
        assertThat(payloads(joined)).containsExactlyElementsOf(expected);
        List<Boolean> texts = new ArrayList<>();
        joined.forEach(message -> texts.add(message.isText()));
        assertThat(texts).containsExactly(true, false, true, false, true, false, true, false);
    }

    @Test
    void joinsCanBeJoinedAgain() {
        Burst ab = Burst.join(List.of(Burst.of("a"), Burst.of("b")), 6);
        Burst abc = Burst.join(List.of(ab, Burst.of("c")), 9);
        assertThat(payloads(abc)).extracting(bytes -> new String(bytes, UTF_8)).containsExactly("a", "b", "c");
    }

    @Test
    void aBuilderOfWireSizeLaysOutMessagesOneBehindTheOther() {
        Burst burst = Burst.Builder.ofWireSize(2 + 3 + 4 + 126)
                .message(true, 3)
                .put("ab".getBytes(UTF_8))
                .put("c".getBytes(UTF_8))
                .message(false, 126)
                .put(payload(126))
                .build(2, 9);
        assertThat(burst.messages()).isEqualTo(2);
        assertThat(burst.acceptedNanos()).isEqualTo(9);
        assertThat(payloads(burst)).containsExactly("abc".getBytes(UTF_8), payload(126));
    }

    /** RFC 6455, sections 5.5.2 and 5.5.3. */
    @Test
    void pingsAndPongsAreControlFrames() {
        assertThat(Burst.ping().bytes()).isEqualTo(new byte[] {(byte) 0x89, 0});
        assertThat(Burst.pong("ab".getBytes(UTF_8)).bytes()).isEqualTo(new byte[] {(byte) 0x8a, 2, 'a', 'b'});
        assertThat(Burst.ping().isControl()).isTrue();
        assertThat(Burst.pong(payload(125)).isControl()).isTrue();
        assertThat(Burst.of("a").isControl()).isFalse();
        assertThat(burst(false, payload(3)).isControl()).isFalse();
    }

    @Test
    void anAnswerIsOneTextMessageAndNoEvent() {
        Burst answer = Burst.of("RECEIPT\nreceipt-id:ä\n\n\0");
        answer.forEach(message -> assertThat(message.isText()).isTrue());
        assertThat(answer.messages()).isZero();
        assertThat(payloads(answer)).hasSize(1);
    }
}
