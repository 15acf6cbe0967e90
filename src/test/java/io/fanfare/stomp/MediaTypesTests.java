package io.fanfare.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/vnd.fanfare.v1+json",
                "text/plain;charset=utf-8",
                "text/plain ; charset=utf-8;format=flowed",
                "multipart/mixed; boundary=\"a b;c\"",
                "text/x; q=\"\"",
                "text/x; q=\"\\\"\\\\\"",
            })
    void validOnesPass(String contentType) {
        assertThat(MediaTypes.isValid(contentType)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "text/",
                "/plain",
                "text/plain/x",
                " text/plain",
                "text/plain ",
                "text /plain",
                "text/pläin",
                "text/plain;",
                "text/plain;charset",
                "text/plain;charset=",
                "text/plain;charset =x",
                "text/plain;=x",
                "text/plain;a=\"b",
                "text/plain;a=\"b\"c",
                "text/plain;a=\"\\\"",
                "text/plain\n",
                "text/plain,text/html",
                "text/plain;a=\"\u0000\"",
            })
    void othersDoNot(String contentType) {
        assertThat(MediaTypes.isValid(contentType)).isFalse();
    }

    @Test
    void theyAreAtMost255CharactersLong() {
        assertThat(MediaTypes.isValid("a/" + "b".repeat(253))).isTrue();
        assertThat(MediaTypes.isValid("a/" + "b".repeat(254))).isFalse();
    }
}
