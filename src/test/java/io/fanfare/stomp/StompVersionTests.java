package io.fanfare.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StompVersionTests {

    @ParameterizedTest
    @CsvSource({
        "'1.0,1.1,1.2', V1_2",
        "'1.2,1.1,1.0', V1_2",
        "'1.1, 1.0', V1_1",
        "'1.0,1.3,2.0', V1_0",
        ", V1_0",
        "'', ",
        "1.3, ",
        "'1.20,11.2', ",
        "1;2, ",
    })
    void theHighestCommonVersionIsChosen(@Nullable String acceptVersion, @Nullable StompVersion expected) {
        assertThat(StompVersion.highestCommon(acceptVersion)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void hasASubprotocol(StompVersion version) {
        assertThat(version.subprotocol()).isEqualTo("v" + version.text().replace(".", "") + ".stomp");
        assertThat(StompVersion.ofSubprotocol(version.subprotocol())).isEqualTo(version);
    }

    @Test
    void otherSubprotocolsNameNoVersion() {
        assertThat(StompVersion.ofSubprotocol(null)).isNull();
        assertThat(StompVersion.ofSubprotocol("mqtt")).isNull();
        assertThat(StompVersion.ofSubprotocol("V12.STOMP")).isNull();
    }
}
