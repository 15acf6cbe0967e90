package io.fanfare.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.util.stream.Collectors.joining;

import io.fanfare.testing.FanfareServer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Which events are refused, and how the refusal says what to change. */
@FanfareServer
class EventRefusalTests {

    @LocalServerPort
    int port;

    private Rest rest;

    @BeforeEach
    void connect() {
        rest = new Rest(port);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"payload":1}                                                         | /destination        | needs a destination
                    {"destination":"/topic/a","destinations":["/topic/b"],"payload":1}    | /destinations       | both
                    {"destination":"/topic/a"}                                            | /payload            | needs a body
                    {"destination":"/topic/a","payload":1,"data":"YQ=="}                  | /data               | both
                    {"destination":"/topic/a","payload":1,"contentType":"text/plain"}     | /contentType        | leave
                    {"destination":7,"payload":1}                                         | /destination        | string
                    {"destination":"topic/a","payload":1}                                 | /destination        | begins with
                    {"destination":"/topic/a b","payload":1}                              | /destination        | U+0020
                    {"destination":"/topic/a\\u000Ab","payload":1}                        | /destination        | U+000A
                    {"destination":"/topic/*","payload":1}                                | /destination        | wildcard
                    {"destination":"/queue/a","payload":1}                                | /destination        | relay
                    {"destination":"/presence/a","payload":1}                             | /destination        | Presence
                    {"destinations":[],"payload":1}                                       | /destinations       | at least one
                    {"destinations":"/topic/a","payload":1}                               | /destinations       | array
                    {"destinations":["/topic/a",{}],"payload":1}                          | /destinations/1     | string
                    {"destinations":["/topic/a","/topic/"],"payload":1}                   | /destinations/1     | no name
                    {"destination":"/topic/a","data":"%%%"}                               | /data               | base64
                    {"destination":"/topic/a","data":"YQ==","contentType":"text"}         | /contentType        | MIME
                    {"destination":"/topic/a","data":"YQ==","contentType":"a/b\\r\\nc:d"} | /contentType        | MIME
                    {"destination":"/topic/a","payload":1,"id":7}                         | /id                 | string
                    {"destination":"/topic/a","payload":1,"id":""}                        | /id                 | 1 to 128
                    {"destination":"/topic/a","payload":1,"id":"a\\nb"}                   | /id                 | U+000A
                    {"destination":"/topic/a","payload":1,"id":"\\u0000"}                 | /id                 | U+0000
                    {"destination":"/topic/a","payload":1,"id":"\\u2028"}                 | /id                 | U+2028
                    {"destination":"/topic/a","payload":1,"id":"\\ud800"}                 | /id                 | U+D800
                    {"destination":"/topic/a","payload":1,"users":["bob"]}                | /users              | /user/
                    {"destination":"/user/a","payload":1}                                 | /users              | at least one
                    {"destination":"/user/a","payload":1,"users":[]}                      | /users              | at least one
                    {"destination":"/user/a","payload":1,"users":["bob",""]}              | /users/1            | 1 to 200
                    {"destination":"/user/a","payload":1,"users":["a\\rb"]}               | /users/0            | U+000D
                    {"destination":"/user/a","payload":1,"users":{}}                      | /users              | array
                    {"destination":"/topic/a","payload":1,"headers":[]}                   | /headers            | object
                    {"destination":"/topic/a","payload":1,"headers":{"a":1}}              | /headers/a          | string
                    {"destination":"/topic/a","payload":1,"headers":{"a":null}}           | /headers/a          | string
                    {"destination":"/topic/a","payload":1,"headers":{"":"a"}}             | /headers/           | name
                    {"destination":"/topic/a","payload":1,"headers":{"a:b":"a"}}          | /headers/a:b        | name
                    {"destination":"/topic/a","payload":1,"headers":{"a/~b":"a"}}         | /headers/a~1~0b     | name
                    {"destination":"/topic/a","payload":1,"headers":{"a":"b\\r\\nc:d"}}   | /headers/a          | U+000D
                    {"destination":"/topic/a","payload":1,"headers":{"a":"\\u0000"}}      | /headers/a          | U+0000
                    {"destination":"/topic/a","payload":1,"headers":{"message-id":"a"}}   | /headers/message-id | own
                    {"destination":"/topic/a","payload":1,"expectedPosition":"nowhere"}   | /expectedPosition   | no position
                    {"destination":"/topic/a","payload":1,"colour":"red"}                 | /colour             | no such field
                    {"destination":"/topic/a","payload":1,"Payload":1}                    | /Payload            | no such field
                    """)
    void aFieldIsRefusedByItsPointer(String json, String pointer, String reason) {
        rest.event(json).isProblem(400, pointer).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "[",
                "\"\"",
                "[]",
                "null",
                "{}{}",
                "{\"destination\":\"/topic/a\",\"payload\":1} x",
                "{\"destination\":\"/topic/a\",\"payload\":1,}",
                "{destination:1}",
                "// a\n{}",
                "{\"destination\":\"/topic/a\",\"destination\":\"/topic/b\",\"payload\":1}",
                "{\"destination\":\"/topic/a\",\"payload\":{\"a\":1,\"a\":2}}",
                "{\"destination\":\"/topic/a\",\"payload\":1,\"headers\":{\"a\":\"1\",\"\\u0061\":\"2\"}}",
                "{\"destination\":\"/topic/a\",\"payload\":\"a\nb\"}"
            })
    void whatIsNoJsonObjectIsRefused(String json) {
        rest.event(json).isProblem(400);
    }

    @Test
    void theRefusalOfBadSyntaxSaysWhere() {
        rest.event("{\"payload\":1,\n \"id\": tru}").isProblem(400).contains("line 2, column 8");
        rest.event("{\"id\":\"a\",\"id\":\"b\"}").isProblem(400).contains("twice");
    }

    @Test
    void nestingHasALimit() {
        String open = "{\"destination\":\"/topic/a\",\"payload\":";
        rest.event(open + "[".repeat(99) + "]".repeat(99) + "}").isAccepted();
        rest.event(open + "[".repeat(100) + "]".repeat(100) + "}")
                .isProblem(400)
                .contains("deeper");
        rest.event("[".repeat(100_000)).isProblem(400).contains("deeper");
    }

    @Test
    void otherEncodingsThanUtf8AreRefused() {
        String json = "{\"destination\":\"/topic/a\",\"payload\":\"\u00e4\"}";
        rest.post("/api/v1/events", Rest.JSON, json.getBytes(ISO_8859_1))
                .isProblem(400)
                .contains("UTF-8");
        rest.post("/api/v1/events", Rest.JSON, json.getBytes(UTF_16)).isProblem(400);
    }

    @Test
    void tooManyOfAnythingIsRefused() {
        String many =
                IntStream.range(0, 1_001).mapToObj(i -> "\"/topic/" + i + "\"").collect(joining(","));
        rest.event("{\"destinations\":[" + many + "],\"payload\":1}")
                .isProblem(400, "/destinations")
                .contains("fanfare.limits.event-destinations");
        rest.event("{\"destination\":\"/user/a\",\"users\":[" + many + "],\"payload\":1}")
                .isProblem(400, "/users")
                .contains("fanfare.limits.event-destinations");
        String headers =
                IntStream.range(0, 51).mapToObj(i -> "\"" + i + "\":\"\"").collect(joining(","));
        rest.event("{\"destination\":\"/topic/a\",\"payload\":1,\"headers\":{" + headers + "}}")
                .isProblem(400, "/headers")
                .contains("fanfare.limits.event-headers");
        rest.event("{\"destination\":\"/topic/a\",\"payload\":1,\"headers\":{\"a\":\"" + "b".repeat(8_192) + "\"}}")
                .isProblem(400, "/headers")
                .contains("fanfare.limits.event-headers-size");
        rest.event("{\"destination\":\"/topic/a\",\"payload\":1,\"id\":\"" + "b".repeat(129) + "\"}")
                .isProblem(400, "/id");
    }

    @Test
    void parametersAreRefusedSoThatNoneIsIgnored() {
        rest.post(
                        "/api/v1/events?dryrun=true",
                        Rest.JSON,
                        "{\"destination\":\"/topic/a\",\"payload\":1}".getBytes(ISO_8859_1))
                .isProblem(400)
                .contains("parameters");
    }
}
