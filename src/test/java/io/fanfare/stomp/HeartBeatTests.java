package io.fanfare.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartBeatTests {

    @ParameterizedTest
    @CsvSource({
        ", '0,0'",
        "'0,0', '0,0'",
        "'10000,20000', '10000,20000'",
        "'007,0', '7,0'",
        "'2147483648,99999999999999999999', '2147483647,2147483647'",
    })
    void isTwoNumbers(@Nullable String header, String expected) {
        assertThat(HeartBeat.parse(header).text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "1", "1,", ",1", "1,2,3", "-1,0", "0,-1", "1, 2", " 1,2", "1.5,0", "a,b", "١,٢"})
    void anythingElseIsRefused(String header) {
        assertThatExceptionOfType(StompException.class)
                .isThrownBy(() -> HeartBeat.parse(header))
                .withMessage("heart-beat must be two non-negative integers with a comma between them");
    }

    @ParameterizedTest
    @CsvSource({
        "'10000,10000', '0,0', '0,0'",
        "'0,0', '5000,5000', '0,0'",
        "'10000,10000', '4000,20000', '20000,10000'",
        "'10000,10000', '0,5000', '10000,0'",
        "'10000,10000', '30000,0', '0,30000'",
        "'0,10000', '5000,5000', '0,10000'",
    })
    void theSlowerSideDecidesAndZeroIsNever(String ours, String theirs, String agreed) {
        assertThat(HeartBeat.parse(ours).negotiate(HeartBeat.parse(theirs))).isEqualTo(HeartBeat.parse(agreed));
    }
}
