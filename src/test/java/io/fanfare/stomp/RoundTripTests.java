package io.fanfare.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is encoded is decoded again, for random frames cut at random places. The name of each test is its seed;
 * {@code -Dfanfare.seed=<seed>} runs that one again.
 */
class RoundTripTests {

    private static final int SEEDS = 300;
    private static final String CHARACTERS = "abz09 :\\\n\r\t.;/=\0é注\u200b";

    static LongStream seeds() {
        Long seed = Long.getLong("fanfare.seed");
        return seed != null ? LongStream.of(seed) : new Random().longs(SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void framesComeBackAsTheyWere(long seed) {
        Random random = new Random(seed);
        ByteSink sink = new ByteSink(0);
        List<String> sent = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            StompFrame frame = frame(random);
            sink.put(StompEncoder.encode(frame.command(), StompVersion.V1_2, frame.headers(), frame.body()));
            sink.put("\n".repeat(random.nextInt(3)).getBytes(UTF_8));
            sent.add(Frames.show(frame));
        }
        assertThat(Frames.decode(new StompDecoder(StompLimits.DEFAULT), cut(sink.toByteArray(), random)))
                .isEqualTo(sent);
    }

    private static StompFrame frame(Random random) {
        boolean withBody = random.nextBoolean();
        byte[] body = withBody ? text(random, CHARACTERS, 50).getBytes(UTF_8) : new byte[0];
        StompHeaders headers = new StompHeaders();
        for (int i = random.nextInt(10); i > 0; i--) {
            String inHeaders = CHARACTERS.replace("\0", "");
            headers.add("n" + text(random, inHeaders, 5), text(random, inHeaders, 20));
        }
        if (withBody) {
            headers.add("content-length", Integer.toString(body.length));
        }
        return new StompFrame(withBody ? StompCommand.SEND : StompCommand.ACK, headers, body);
    }

    private static String text(Random random, String characters, int maxLength) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxLength + 1); i > 0; i--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    private static byte[][] cut(byte[] bytes, Random random) {
        List<byte[]> chunks = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + random.nextInt(40));
            chunks.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return chunks.toArray(byte[][]::new);
    }
}
