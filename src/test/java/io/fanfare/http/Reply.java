package io.fanfare.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractStringAssert;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What came back. */
record Reply(int status, Map<String, String> headers, String body) {

    static Reply of(HttpResponse<String> response) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return new Reply(response.statusCode(), headers, response.body());
    }

    /** @param answer as it was on the wire, a character a byte */
    static Reply of(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        assertThat(end).as(answer).isPositive();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answer.substring(0, end).lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        });
        String body = new String(answer.substring(end + 4).getBytes(ISO_8859_1), UTF_8);
        return new Reply(Integer.parseInt(answer.substring(9, 12)), headers, body);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(body);
    }

    Reply isAccepted() {
        assertThat(status).as(body).isEqualTo(202);
        assertThat(header("Content-Type")).isEqualTo("application/json");
        return this;
    }

    /** Asserts a problem, and goes on with its detail. */
    AbstractStringAssert<?> isProblem(int expected, @Nullable String pointer) {
        assertThat(status).as(body).isEqualTo(expected);
        assertThat(header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = json();
        assertThat(problem.path("status").asInt()).isEqualTo(expected);
        assertThat(problem.path("type").asString()).isEqualTo("about:blank");
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("pointer").asString(null)).as(body).isEqualTo(pointer);
        return assertThat(problem.path("detail").asString()).isNotBlank();
    }

    AbstractStringAssert<?> isProblem(int expected) {
        return isProblem(expected, null);
    }
}
