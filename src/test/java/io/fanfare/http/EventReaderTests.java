package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fanfare.limit.DestinationBounds;
import io.fanfare.limit.Limits;
import io.fanfare.security.Identity;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What the JSON of an event may say, and what it becomes. */
class EventReaderTests {

    private static final Limits LIMITS =
            new Binder(new MapConfigurationPropertySource()).bindOrCreate("fanfare.limits", Limits.class);

    private final EventReader reader = new EventReader(LIMITS, new DestinationBounds(LIMITS));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-0",
                "0.10",
                "1e400",
                "-1.50E-7",
                "123456789012345678901234567890",
                "true",
                "null",
                "\"\"",
                "\"a\\\"b\\\\\"",
                "\"\\u0041\\/\\ud800\"",
                "\"\u00e4\u20ac\ud83d\ude00\"",
                "{}",
                "[]",
                "[1,[2,{}]]",
                "{\"a b\":\" c \"}"
            })
    void aPayloadKeepsEveryCharacterOfItsTokens(String payload) {
        for (String space : new String[] {"", " ", "\n\t"}) {
            String json = "{\"destination\":\"/topic/a\"," + space + "\"payload\":" + space + payload + space + "}";
            assertThat(payload(json)).isEqualTo(payload);
            json = space + "{\"payload\":" + payload + space + ",\"destination\":\"/topic/a\"}" + space;
            assertThat(payload(json)).isEqualTo(payload);
        }
    }

    @Test
    void whiteSpaceBetweenThePayloadsTokensIsLeftOut() {
        assertThat(payload("{\"destination\":\"/topic/a\", \"payload\": {\r\n \"a \\\" b\" : [ 1 , \"\t\u00e4\" ]\t} }"
                        .replace("\t\u00e4", " \u00e4")))
                .isEqualTo("{\"a \\\" b\":[1,\" \u00e4\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}}",
                "{} {}",
                "{}x",
                "{\"id\":\"a\",\"id\":\"a\"}",
                "{\"a\":1,}",
                "[",
                "nul",
                "'a'",
                "{a:1}",
                "{\"payload\":{\"a\":1,\"a\":2}}",
                "{\"payload\":01}",
                "{\"payload\":NaN}",
                "\u0000{\u0000}",
                "{\"x\":1, oops}"
            })
    void whatIsNoStrictJsonIsMalformed(String json) {
        assertThatThrownBy(() -> reader.read(json.getBytes(UTF_8))).isInstanceOf(MalformedJson.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    1                      | null
                    {"foo":1}              | /foo
                    {"a/b~c":{"x":[]}}     | /a~1b~0c
                    {}                     | /destination
                    """)
    void whatIsNoEventIsRefusedWithAPointer(String json, String pointer) {
        assertThatThrownBy(() -> reader.read(json.getBytes(UTF_8)))
                .isNotInstanceOf(MalformedJson.class)
                .asInstanceOf(InstanceOfAssertFactories.type(Refusal.class))
                .extracting(refusal -> String.valueOf(refusal.pointer()))
                .isEqualTo(pointer);
    }

    private String payload(String json) {
        EventDraft draft = reader.read(json.getBytes(UTF_8));
        return new String(draft.submission(Identity.OPEN, 0).events().getFirst().body(), UTF_8);
    }
}
