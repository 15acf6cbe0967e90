package io.fanfare.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.Seed;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Tests {

    private static boolean validForTheJdk(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean validInPieces(byte[] bytes, RandomGenerator random) {
        Utf8 check = new Utf8();
        int from = 0;
        while (from < bytes.length) {
            int to = from + 1 + random.nextInt(bytes.length - from);
            if (!check.take(bytes, from, to)) {
                return false;
            }
            from = to;
        }
        return check.isComplete();
    }

    /** RFC 3629, section 4: the first and the last of each row of its table. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "7f",
                "c280",
                "dfbf",
                "e0a080",
                "e0bfbf",
                "e18080",
                "ecbfbf",
                "ed8080",
                "ed9fbf",
                "ee8080",
                "efbfbf",
                "f0908080",
                "f0bfbfbf",
                "f1808080",
                "f3bfbfbf",
                "f4808080",
                "f48fbfbf"
            })
    void whatTheTableHasIsValid(String hex) {
        assertThat(Utf8.isValid(HexFormat.of().parseHex(hex))).isTrue();
    }

    /** Lone and missing bytes, overlong forms, surrogates, and what is beyond the last code point. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "c0",
                "c080",
                "c1bf",
                "c2",
                "c27f",
                "c2c0",
                "e09fbf",
                "e0a0",
                "e0a07f",
                "eda080",
                "edbfbf",
                "f08fbfbf",
                "f09080",
                "f4908080",
                "f5808080",
                "ff",
                "fe",
                "61c2",
                "6162636465666768c2"
            })
    void whatTheTableHasNotIsInvalid(String hex) {
        assertThat(Utf8.isValid(HexFormat.of().parseHex(hex))).isFalse();
    }

    @Test
    void itSaysOfAnyBytesWhateverTheJdkSays() {
        RandomGenerator random = Seed.random();
        byte[] whole = "Grüße, мир, 世界, \uD83D\uDE00 and a tail of plain letters".getBytes(UTF_8);
        for (int i = 0; i < 200_000; i++) {
            int from = random.nextInt(whole.length);
            byte[] bytes = Arrays.copyOfRange(whole, from, from + random.nextInt(whole.length - from + 1));
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            boolean expected = validForTheJdk(bytes);
            assertThat(Utf8.isValid(bytes)).as(HexFormat.of().formatHex(bytes)).isEqualTo(expected);
            assertThat(validInPieces(bytes, random)).isEqualTo(expected);
        }
    }
}
