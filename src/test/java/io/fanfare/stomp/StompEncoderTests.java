package io.fanfare.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StompEncoderTests {

    @Test
    void writesHeadersInOrderAndTheLengthOfTheBodyLast() {
        StompHeaders headers = StompHeaders.of("subscription", "0", "content-length", "99", "destination", "/topic/a");
        assertThat(encode(StompCommand.MESSAGE, StompVersion.V1_2, headers, "größe\0"))
                .isEqualTo("MESSAGE\nsubscription:0\ndestination:/topic/a\ncontent-length:8\n\ngröße\0\0");
    }

    @Test
    void writesNoLengthWhereThereCanBeNoBody() {
        assertThat(encode(StompCommand.RECEIPT, StompVersion.V1_2, StompHeaders.of("receipt-id", "1"), ""))
                .isEqualTo("RECEIPT\nreceipt-id:1\n\n\0");
        assertThat(encode(StompCommand.ERROR, StompVersion.V1_2, StompHeaders.of("message", "no"), ""))
                .isEqualTo("ERROR\nmessage:no\ncontent-length:0\n\n\0");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SEND", "MESSAGE", "ERROR"},
            mode = EnumSource.Mode.EXCLUDE)
    void refusesABodyWhereThereCanBeNone(StompCommand command) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(command, StompVersion.V1_2, new StompHeaders(), "x"));
    }

    @ParameterizedTest
    @CsvSource({
        "V1_2, a\\c\\\\\\n\\rb 注",
        "V1_1, a\\c\\\\\\n b 注",
        "V1_0, a:\\  b 注",
    })
    void escapesNamesAndValuesAsTheVersionHasThem(StompVersion version, String escaped) {
        StompHeaders headers = StompHeaders.of("a:\\\n\rb\0注", "a:\\\n\rb\0注");
        assertThat(encode(StompCommand.RECEIPT, version, headers, ""))
                .isEqualTo("RECEIPT\n" + escaped + ":" + escaped + "\n\n\0");
    }

    @ParameterizedTest
    @EnumSource
    void escapesNothingInConnectedButLetsNoHeaderIn(StompVersion version) {
        StompHeaders headers = StompHeaders.of("user-name", "a:b\\c\nrole:admin");
        assertThat(encode(StompCommand.CONNECTED, version, headers, ""))
                .isEqualTo("CONNECTED\nuser-name:a:b\\c role:admin\n\n\0");
    }

    @Test
    void piecesMakeTheSameFrame() {
        ByteSink sink = new ByteSink(1);
        StompEncoder.command(sink, StompCommand.MESSAGE);
        StompEncoder.header(sink, StompVersion.V1_2, "subscription", "sub:0");
        StompEncoder.body(sink, "hello".getBytes(UTF_8));
        assertThat(new String(sink.toByteArray(), UTF_8)).isEqualTo("MESSAGE\nsubscription:sub\\c0\n\nhello\0");
        assertThat(sink.size()).isEqualTo(sink.toByteArray().length);
    }

    private static String encode(StompCommand command, StompVersion version, StompHeaders headers, String body) {
        return new String(StompEncoder.encode(command, version, headers, body.getBytes(UTF_8)), UTF_8);
    }
}
