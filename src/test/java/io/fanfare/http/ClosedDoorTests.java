package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.FanfareApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Without the profile dev no one may publish. */
@SpringBootTest(
        classes = FanfareApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "server.address=127.0.0.1")
class ClosedDoorTests {

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/destinations/topic/a", "/api/v1/events", "/api/v1/events/batch"})
    void publishingIsRefusedBeforeAnythingElseIsLookedAt(String path) {
        Reply reply = new Rest(port).post(path, Rest.JSON, "nonsense".getBytes(UTF_8));
        reply.isProblem(401)
                .contains("Authorization: Bearer", "publish:<pattern>", "fanfare.security.anonymous.grants");
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void noStreamBegins() {
        new Rest(port)
                .exchange("GET", "/sse?destination=/topic/a")
                .isProblem(401)
                .contains("subscribe:<pattern>");
    }

    @Test
    void aLargeBodyIsNotReadFirst() {
        Wire.ask(port, Wire.lines("POST /api/v1/destinations/topic/a HTTP/1.1", "Host: a", "Content-Length: 99999999"))
                .isProblem(401);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '', operate",
        "GET, /topic/a/history, history:<pattern> or operate",
        "GET, /topic/a/presence, presence:<pattern>",
        "DELETE, /topic/a/history, operate",
        "DELETE, /nonsense, operate"
    })
    void readingAndClearingIsRefusedToo(String method, String path, String grant) {
        new Rest(port)
                .exchange(method, "/api/v1/destinations" + path)
                .isProblem(401)
                .contains("add " + grant + " to fanfare.security.anonymous.grants");
    }
}
