package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Every refusal is a problem, whoever refuses, and tells nothing of what is inside. */
@FanfareServer
class ProblemTests {

    private static final String RAW = "/api/v1/destinations/topic/a";
    private static final String EVENTS = "/api/v1/events";

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1", "/api/v1/other", "/api/v1/events/other", "/api/v1/events/", "/other", "/error"})
    void anUnknownPathIsAProblemForBrowsersToo(String path) {
        Rest rest = new Rest(port);
        rest.exchange("GET", path).isProblem(404).contains("/v3/api-docs");
        rest.exchange("GET", path, "Accept", "text/html").isProblem(404);
        rest.exchange("POST", path, "Accept", "text/html").isProblem(404);
    }

    @ParameterizedTest
    @CsvSource({"GET, POST", "PUT, POST", "DELETE, POST", "PATCH, POST", "FOO, POST", "PROPFIND, POST"})
    void anotherMethodIsRefusedAndTheRightOneNamed(String method, String right) {
        for (String path : List.of(EVENTS, EVENTS + "/batch", RAW)) {
            Reply reply = Wire.ask(port, Wire.lines(method + " " + path + " HTTP/1.1", "Host: localhost"));
            reply.isProblem(405).contains(right);
            assertThat(reply.header("Allow")).contains(right);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", EVENTS, RAW, "/actuator/health"})
    void nothingIsEchoedByTrace(String path) {
        Wire.ask(port, Wire.lines("TRACE " + path + " HTTP/1.1", "Host: localhost", "Authorization: secret"))
                .isProblem(501)
                .doesNotContain("secret");
    }

    @Test
    void whatOtherPathsRefuseIsAProblemToo() {
        Rest rest = new Rest(port);
        rest.exchange("GET", "/actuator/metrics/jvm.memory.used?tag=none").isProblem(400);
        rest.post("/actuator/loggers/none", Rest.JSON, "{".getBytes(UTF_8)).isProblem(400);
    }

    @Test
    void optionsTellsTheMethods() {
        for (String path : List.of(EVENTS, EVENTS + "/batch", RAW)) {
            Reply reply = new Rest(port).exchange("OPTIONS", path);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Allow")).contains("POST");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "application/xml",
                "nonsense",
                ""
            })
    void anotherContentTypeIsRefused(String type) {
        Rest rest = new Rest(port);
        for (String path : List.of(EVENTS, EVENTS + "/batch")) {
            Reply reply = rest.post(path, type.isEmpty() ? null : type, "{}".getBytes(UTF_8));
            reply.isProblem(415).contains("application/json");
        }
    }

    @Test
    void aContentTypeThatIsNoneIsRefused() {
        new Rest(port).post(RAW, "nonsense", new byte[0]).isProblem(400).contains("MIME");
    }

    @Test
    void whoDoesNotTakeJsonIsToldBeforeAnythingIsPublished() {
        new Rest(port)
                .event("{\"destination\":\"/topic/a\",\"payload\":1}", "Accept", "text/html")
                .isProblem(406)
                .contains("application/json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    400 | GARBAGE
                    400 | GET / HTTP/1.1
                    400 | GET / HTTP/1.1~Host: a b
                    400 | GET / HTTP/1.1~Host: localhost~X: a\0b
                    400 | POST /api/v1/destinations/topic/a HTTP/1.1~Host: localhost~Content-Length: -1
                    400 | POST /api/v1/destinations/topic/a HTTP/1.1~Host: localhost~Content-Length: 1~Transfer-Encoding: chunked
                    417 | POST /api/v1/destinations/topic/a HTTP/1.1~Host: localhost~Content-Length: 1~Expect: tea
                    505 | GET / HTTP/7.0~Host: localhost
                    """)
    void whatIsNoHttpIsAProblemToo(int status, String lines) {
        Wire.ask(port, lines.replace("~", "\r\n").replace("\\0", "\0") + "\r\n\r\n")
                .isProblem(status);
    }

    @Test
    void tooLongHeadersAndPathsAreProblemsToo() {
        String much = "a".repeat(17_000);
        Wire.ask(port, Wire.lines("GET / HTTP/1.1", "Host: localhost", "X: " + much))
                .isProblem(431)
                .contains("headers");
        Wire.ask(port, Wire.lines("GET /" + much + " HTTP/1.1", "Host: localhost"))
                .isProblem(414);
    }

    @Test
    void anIdempotencyKeyThatIsNoneIsRefused() {
        for (String path : List.of(RAW, EVENTS)) {
            String request = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 0\r\nIdempotency-Key: ";
            Wire.ask(port, request + "a\tb\r\n\r\n").isProblem(400).contains("visible");
            Wire.ask(port, request + "\u00e4\r\n\r\n").isProblem(400).contains("visible");
            Wire.ask(port, request + "a".repeat(129) + "\r\n\r\n")
                    .isProblem(400)
                    .contains("128");
            Wire.ask(port, request + "\r\n\r\n").isProblem(400).contains("128");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\":1,\"a\":1}",
                "[[[[",
                "{\"destination\":{}}",
                "{\"destination\":\"/x\"}",
                "nul",
                "{\"data\":\"\\ud800\"}",
                "{\"data\":\"*\"}",
                "\u0000",
                "{\"users\":1e999999999}",
                "{\"headers\":{\"\\u0000\":1}}"
            })
    void noProblemNamesWhatIsInside(String json) {
        Rest rest = new Rest(port);
        for (Reply reply : List.of(rest.event(json), rest.batch(Rest.JSON, json), rest.batch(Rest.LINES, json))) {
            assertThat(reply.body() + reply.headers())
                    .doesNotContainPattern(
                            "(?i)exception|jackson|jetty|spring|java|fanfare\\.http|\\bat [a-z]+\\.|0x|_");
        }
    }
}
