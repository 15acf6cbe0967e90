package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.StompTestClient;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Whatever JSON is published is heard with every number and character as it was. */
@FanfareServer
class PayloadRoundTripTests {

    private static final int EVENTS = 500;
    private static final int DEEPEST = 5;

    @LocalServerPort
    int port;

    @Test
    void randomPayloadsAreHeardAsTheyWere() {
        long seed = Long.getLong("fanfare.test.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> compact = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        Rest rest = new Rest(port);
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/round");
            for (int i = 0; i < EVENTS; i++) {
                String payload = value(random, 0);
                compact.add(payload.replace("\u0001", ""));
                String spaced = payload.replaceAll("\u0001", random.nextBoolean() ? " " : "\r\t ");
                lines.append("{\"destination\":\"/topic/round\",\"payload\":")
                        .append(spaced)
                        .append("}\n");
            }
            String array = lines.toString().strip().replace("\n{\"destination", ",{\"destination");
            rest.batch(Rest.JSON, "[" + array + "]").isAccepted();
            Pattern.compile("\n")
                    .splitAsStream(lines)
                    .limit(50)
                    .forEach(event -> rest.event(event).isAccepted());
            compact.addAll(compact.subList(0, 50));
            assertThat(client.expectMessages(EVENTS + 50))
                    .as("-Dfanfare.test.seed=" + seed)
                    .extracting(Frame::text)
                    .isEqualTo(compact);
        }
    }

    /** JSON with U+0001 wherever white space may stand. */
    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth < DEEPEST ? 8 : 5)) {
            case 0 -> number(random);
            case 1 -> new BigInteger(random.nextInt(200), random).negate().toString();
            case 2, 3 -> string(random);
            case 4 ->
                List.of("true", "false", "null", "-0", "0.0", "1E400", "1e-400", "\"\"")
                        .get(random.nextInt(8));
            case 5, 6 ->
                values(random)
                        .mapToObj(i -> value(random, depth + 1))
                        .collect(Collectors.joining("\u0001,\u0001", "[\u0001", "\u0001]"));
            default ->
                values(random)
                        .mapToObj(i -> "\"" + i + "\\n\"\u0001:\u0001" + value(random, depth + 1))
                        .collect(Collectors.joining("\u0001,\u0001", "{\u0001", "\u0001}"));
        };
    }

    private static IntStream values(Random random) {
        return IntStream.range(0, random.nextInt(4));
    }

    private static String number(Random random) {
        BigDecimal number = new BigDecimal(new BigInteger(random.nextInt(120), random), random.nextInt(60) - 30);
        return random.nextBoolean() ? number.toString() : number.toPlainString();
    }

    private static String string(Random random) {
        String[] pieces = {
            "a",
            " ",
            "\\\"",
            "\\\\",
            "\\u0000",
            "\\ud800",
            "\\/",
            "\u00e4",
            "\u2028",
            "\ud83d\ude00",
            "{",
            "]",
            ",",
            "\u007f"
        };
        return random.ints(random.nextInt(12), 0, pieces.length)
                .mapToObj(i -> pieces[i])
                .collect(Collectors.joining("", "\"", "\""));
    }
}
