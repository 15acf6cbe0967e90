package io.fanfare.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationPatternTests {

    @ParameterizedTest
    @CsvSource({
        "/topic/a,     /topic/a,     true",
        "/topic/a,     /topic/b,     false",
        "/topic/a,     /topic/a.b,   false",
        "/topic/a.b,   /topic/a/b,   false",
        "/topic/a,     /user/a,      false",
        "/topic/*,     /topic/a,     true",
        "/topic/*,     /topic/a.b,   false",
        "/topic/*,     /queue/a,     false",
        "/topic/a.*,   /topic/a.b,   true",
        "/topic/a.*,   /topic/a/b,   false",
        "/topic/a.*,   /topic/a,     false",
        "/topic/*.b/*, /topic/a.b/c, true",
        "/topic/*.b/*, /topic/a.c/c, false",
        "/topic/#,     /topic/a,     true",
        "/topic/#,     /topic/a/b.c, true",
        "/topic/#,     /presence/a,  false",
        "/topic/a.#,   /topic/a,     true",
        "/topic/a.#,   /topic/a.b,   true",
        "/topic/a.#,   /topic/a.b/c, true",
        "/topic/a.#,   /topic/a/b,   false",
        "/topic/a.#,   /topic/ab,    false",
        "/topic/a/#,   /topic/a/b,   true",
        "/topic/*.#,   /topic/a,     true",
        "/topic/*.#,   /topic/a.b.c, true",
        "/topic/*.#,   /topic/a/b,   false",
        "/topic/a.*.#, /topic/a,     false",
    })
    void matches(String pattern, String destination, boolean expected) {
        assertThat(DestinationPattern.parse(pattern).matches(Destination.parse(destination)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/topic/#,   /topic/#,     true",
        "/topic/#,   /topic/*/a.#, true",
        "/topic/#,   /user/#,      false",
        "/topic/*,   /topic/a,     true",
        "/topic/*,   /topic/*,     true",
        "/topic/*,   /topic/#,     false",
        "/topic/a,   /topic/*,     false",
        "/topic/a.#, /topic/a,     true",
        "/topic/a.#, /topic/a.*,   true",
        "/topic/a.#, /topic/a.*/#, true",
        "/topic/a.#, /topic/a/#,   false",
        "/topic/a.#, /topic/*.#,   false",
        "/topic/*.#, /topic/a.#,   true",
        "/topic/*.#, /topic/#,     false",
        "/topic/a.*, /topic/a.#,   false",
    })
    void covers(String pattern, String other, boolean expected) {
        assertThat(DestinationPattern.parse(pattern).covers(DestinationPattern.parse(other)))
                .isEqualTo(expected);
    }

    @Test
    void isConcreteWithoutWildcards() {
        DestinationPattern concrete = DestinationPattern.parse("/topic/a.b");
        assertThat(concrete.isConcrete()).isTrue();
        assertThat(concrete.destination()).isEqualTo(Destination.parse("/topic/a.b"));

        DestinationPattern wide = DestinationPattern.parse("/topic/a.*");
        assertThat(wide.isConcrete()).isFalse();
        assertThatIllegalStateException().isThrownBy(wide::destination);
    }

    @Test
    void hasSteps() {
        assertThat(DestinationPattern.parse("/topic/*/b.#").steps())
                .containsExactly(new Step(Step.NONE, "*"), new Step('/', "b"), new Step('.', "#"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/topic/a* | misplaced at index 8",
                "/topic/*a | misplaced at index 8",
                "/topic/** | misplaced at index 8",
                "/topic/#a | misplaced at index 8",
                "/topic/## | misplaced at index 8",
                "/topic/#.a | misplaced at index 8",
                "/topic/#. | misplaced at index 8",
                "/topic/a.#/* | misplaced at index 10",
                "/topic/*. | empty at index 9",
                "/topic/.# | empty at index 7",
                "# | begins with /topic/",
                "/topic/a> | U+003E at index 8",
            })
    void saysWhatToChange(String text, String sentence) {
        assertThatExceptionOfType(InvalidDestinationException.class)
                .isThrownBy(() -> DestinationPattern.parse(text))
                .withMessageContaining(sentence);
    }

    @Test
    void isEqualIfTheTextIs() {
        assertThat(DestinationPattern.parse("/topic/*"))
                .isEqualTo(DestinationPattern.parse("/topic/*"))
                .hasSameHashCodeAs(DestinationPattern.parse("/topic/*"))
                .isNotEqualTo(DestinationPattern.parse("/topic/#"))
                .hasToString("/topic/*");
    }
}
