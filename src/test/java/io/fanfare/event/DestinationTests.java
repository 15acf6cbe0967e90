package io.fanfare.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fanfare.event.Destination.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTests {

    @ParameterizedTest
    @CsvSource({
        "/topic/orders.42, TOPIC, orders.42",
        "/user/inbox, USER, inbox",
        "/queue/work/items, QUEUE, work/items",
        "/presence/room~1, PRESENCE, room~1",
        "/topic/topic, TOPIC, topic",
        "/topic/-_~@+=:, TOPIC, -_~@+=:",
    })
    void hasAKindAndAName(String text, Kind kind, String name) {
        Destination destination = Destination.parse(text);
        assertThat(destination.kind()).isEqualTo(kind);
        assertThat(destination.name()).isEqualTo(name);
        assertThat(destination).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic/größe",
                "/topic/заказы.٤٢",
                "/topic/注文",
                "/topic/हिन्दी",
                "/topic/ภาษาไทย",
                "/topic/e\u0301",
                "/topic/𐐀𐐨",
            })
    void takesLettersDigitsAndMarksOfAnyScript(String text) {
        assertThat(Destination.parse(text)).hasToString(text);
    }

    @Test
    void isNotNormalised() {
        assertThat(Destination.parse("/topic/e\u0301")).isNotEqualTo(Destination.parse("/topic/\u00e9"));
    }

    @Test
    void splitsIntoPartsAndSeparators() {
        Destination destination = Destination.parse("/topic/a.bc/d");
        assertThat(destination.parts()).containsExactly("a", "bc", "d");
        assertThat(destination.steps())
                .containsExactly(new Step(Step.NONE, "a"), new Step('.', "bc"), new Step('/', "d"));
        assertThat(destination.separator(2)).isEqualTo('/');
    }

    @Test
    void isEqualIfTheTextIs() {
        assertThat(Destination.parse("/topic/a.b"))
                .isEqualTo(Destination.parse("/topic/a.b"))
                .hasSameHashCodeAs(Destination.parse("/topic/a.b"))
                .isNotEqualTo(Destination.parse("/topic/a/b"))
                .isNotEqualTo(Destination.parse("/topic/A.b"))
                .isNotEqualTo(Destination.parse("/user/a.b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | begins with /topic/",
                "orders | begins with /topic/",
                "/topics/a | begins with /topic/",
                "/Topic/a | begins with /topic/",
                "/topic | begins with /topic/",
                "/topic/ | write one after /topic/",
                "/topic/. | empty at index 7",
                "/topic//a | empty at index 7",
                "/topic/a..b | empty at index 9",
                "/topic/a./b | empty at index 9",
                "/topic/a. | empty at index 9",
                "/topic/a/ | empty at index 9",
                "/topic/* | name one concrete destination",
                "/topic/a.# | name one concrete destination",
                "/topic/a*b | name one concrete destination",
                "'/topic/a b' | U+0020 at index 8",
                "/topic/a?b | U+003F at index 8",
                "/topic/a%20 | U+0025 at index 8",
                "/topic/a\\b | U+005C at index 8",
                "/topic/😀 | U+1F600 at index 7",
            })
    void saysWhatToChange(String text, String sentence) {
        assertRefused(text, sentence);
    }

    @ParameterizedTest
    @ValueSource(chars = {0, '\n', '\u007f', '\u00a0', '\u200b', '\u200d', '\u202e', '\ud800', '\udc00', '\ufeff'})
    void refusesWhatCannotBeSeenAndLoneSurrogates(char c) {
        assertRefused("/topic/a" + c, "U+%04X at index 8".formatted((int) c));
    }

    @Test
    void isAtMost200BytesLong() {
        assertThat(Destination.parse("/topic/" + "a".repeat(200)).name()).hasSize(200);
        assertThat(Destination.parse("/topic/" + "é".repeat(100)).name()).hasSize(100);
        assertThat(Destination.parse("/topic/" + "文".repeat(66) + "ab").name()).hasSize(68);
        assertThat(Destination.parse("/topic/" + "𐐀".repeat(50)).name()).hasSize(100);
        assertRefused("/topic/" + "a".repeat(201), "at most 200 bytes");
        assertRefused("/topic/" + "é".repeat(100) + "a", "at most 200 bytes");
        assertRefused("/topic/" + "文".repeat(67), "at most 200 bytes");
        assertRefused("/topic/" + "𐐀".repeat(50) + "a", "at most 200 bytes");
    }

    @Test
    void hasAtMost32Parts() {
        assertThat(Destination.parse("/topic/a" + ".b".repeat(31)).parts()).hasSize(32);
        assertRefused("/topic/a" + ".b".repeat(32), "at most 32 parts");
    }

    private static void assertRefused(String text, String sentence) {
        assertThatExceptionOfType(InvalidDestinationException.class)
                .isThrownBy(() -> Destination.parse(text))
                .withMessageContaining(sentence);
    }
}
