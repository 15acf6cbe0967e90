package io.fanfare.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTests {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0-0",
        "35, 42, z-42",
        "1764000000000, 7, midc1z40-7",
        "0, -1, 0--1",
        "9223372036854775807, 9223372036854775807, 1y2p0ij32e8e7-9223372036854775807",
    })
    void goesToTextAndBack(long epoch, long offset, String text) {
        assertThat(new Position(epoch, offset)).hasToString(text).isEqualTo(Position.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "1",
                "1-",
                "-1",
                "1-x",
                "Z-1",
                "+1-1",
                "1-+1",
                "01-1",
                "1-01",
                "1-1-1",
                "1--2",
                "1-1 ",
                "1-٤",
                "1y2p0ij32e8e8-0",
                "0-9223372036854775808"
            })
    void refusesWhatItDidNotWrite(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Position.parse(text))
                .withMessage("This is no position: send one back as it was received.");
    }

    @Test
    void isOrderedWithinItsEpoch() {
        assertThat(new Position(3, -1)).isLessThan(new Position(3, 0)).isGreaterThan(new Position(2, 9));
        assertThat(new Position(3, 9)).isLessThan(new Position(3, 10));
    }
}
