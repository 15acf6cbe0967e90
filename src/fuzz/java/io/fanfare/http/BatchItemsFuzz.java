package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.fuzz.Pieces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * How a batch divides into items, by lines and as an array: the same however its bytes come in, and as whoever reads all of it
 * at once would divide it.
 */
public final class BatchItemsFuzz {

    private static final int LARGEST_ITEM = 100;
    private static final int LARGEST_BATCH = 1_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Items as hexadecimal digits, in front of what was refused, if anything was. */
    private record Divided(List<String> items, @Nullable Refusal refusal) {

        private boolean isSameAs(Divided other) {
            return items.equals(other.items)
                    && (refusal == null ? "" : refusal.detail())
                            .equals(other.refusal == null ? "" : other.refusal.detail());
        }
    }

    private BatchItemsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        checkLines(input, checkPieces(input, JsonLines::new));
        checkArray(input, checkPieces(input, JsonArray::new));
    }

    private static Divided checkPieces(byte[] input, BatchPublisher.Format format) throws IOException {
        Divided whole = divide(format, Pieces.whole(input));
        for (int longest : new int[] {1, 7, 64}) {
            Divided pieces = divide(format, Pieces.of(input, longest));
            assertThat(pieces).as("in pieces of up to %d bytes", longest).matches(whole::isSameAs, "as one piece");
        }
        return whole;
    }

    private static Divided divide(BatchPublisher.Format format, InputStream in) throws IOException {
        List<String> items = new ArrayList<>();
        try {
            BatchItems divided = format.items(new BatchBytes(in, LARGEST_BATCH), LARGEST_ITEM);
            for (byte[] item = divided.next(); item != null; item = divided.next()) {
                items.add(HexFormat.of().formatHex(item));
            }
            return new Divided(items, null);
        } catch (Refusal e) {
            assertThat(e.status().is4xxClientError()).isTrue();
            return new Divided(items, e);
        }
    }

    private static void checkLines(byte[] input, Divided lines) {
        if (input.length > LARGEST_BATCH) {
            assertThat(lines.refusal).isNotNull();
            return;
        }
        List<String> expected = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int i = 0; i <= input.length; i++) {
            if (i < input.length && input[i] != '\n') {
                line.write(input[i]);
            } else {
                byte[] bytes = line.toByteArray();
                if (!new String(bytes, UTF_8).chars().allMatch(PayloadText::isSpace)) {
                    expected.add(
                            HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, LARGEST_ITEM + 1))));
                }
                line.reset();
            }
        }
        assertThat(lines.refusal).isNull();
        assertThat(lines.items).isEqualTo(expected);
    }

    /** The whole is JSON if the division and each item is. */
    private static void checkArray(byte[] input, Divided array) {
        boolean cutOff = array.items.stream().anyMatch(item -> item.length() > 2 * LARGEST_ITEM);
        if (input.length > LARGEST_BATCH || cutOff || !isUtf8(input)) {
            return;
        }
        boolean divided = array.refusal == null
                && array.items.stream().allMatch(item -> isJson(HexFormat.of().parseHex(item)));
        assertThat(divided).as("every item is JSON").isEqualTo(isArray(input));
    }

    private static boolean isUtf8(byte[] bytes) {
        return Arrays.equals(new String(bytes, UTF_8).getBytes(UTF_8), bytes);
    }

    private static boolean isArray(byte[] bytes) {
        int first = 0;
        while (first < bytes.length && PayloadText.isSpace(bytes[first])) {
            first++;
        }
        return first < bytes.length && bytes[first] == '[' && isJson(bytes);
    }

    private static boolean isJson(byte[] bytes) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            int values = 0;
            while (parser.nextToken() != null) {
                boolean complete = parser.streamReadContext().getNestingDepth() == 0;
                values += complete ? 1 : 0;
            }
            return values == 1;
        } catch (JacksonException e) {
            return false;
        }
    }
}
