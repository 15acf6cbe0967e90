package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document tells the truth. */
@FanfareServer
class ApiDocumentTests {

    @LocalServerPort
    int port;

    private Rest rest;

    @BeforeEach
    void connect() {
        rest = new Rest(port);
    }

    @Test
    void itListsThePaths() {
        JsonNode document = document();
        assertThat(document.path("openapi").asString()).startsWith("3.1");
        assertThat(document.path("info").path("title").asString()).isEqualTo("Fanfare");
        assertThat(document.path("info").path("version").asString()).isNotBlank();
        assertThat(document.path("paths").propertyNames())
                .contains(
                        "/api/v1/events",
                        "/api/v1/events/batch",
                        "/api/v1/destinations/{destination}",
                        "/api/v1/destinations",
                        "/api/v1/destinations/{destination}/history");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode document = document();
        List<JsonNode> references = document.findValues("$ref");
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.asString().substring(1)).isMissingNode())
                        .as(reference.asString())
                        .isFalse());
    }

    @Test
    void everyExampleOfARequestIsAccepted() {
        List<Reply> replies = new ArrayList<>();
        for (String path : List.of("/api/v1/events", "/api/v1/events/batch")) {
            JsonNode content = document().at("/paths").path(path).at("/post/requestBody/content");
            content.forEachEntry((type, media) -> media.path("examples").forEachEntry((name, example) -> {
                JsonNode value = example.path("value");
                String body = value.isString() ? value.asString() : value.toString();
                replies.add(rest.post(path, type, body.getBytes(UTF_8)));
            }));
        }
        assertThat(replies).hasSizeGreaterThan(7).allSatisfy(reply -> {
            assertThat(reply.isAccepted().json().path("rejected").asInt(0)).isZero();
        });
    }

    @Test
    void everyMethodThatThePathsDoNotListIsRefused() {
        document().path("paths").forEachEntry((path, methods) -> {
            for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
                assertThat(methods.has(method.toLowerCase(Locale.ROOT)))
                        .isEqualTo(rest.exchange(
                                                method,
                                                path.replace("{destination}", "topic/a")
                                                        .replace("{id}", "x"))
                                        .status()
                                != 405);
            }
        });
    }

    @Test
    void itIsTheSameAsYaml() {
        Reply reply = rest.exchange("GET", "/v3/api-docs.yaml");
        assertThat(reply.header("Content-Type")).startsWith("application/yaml");
        Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(reply.body());
        assertThat(new JsonMapper().<JsonNode>valueToTree(read)).isEqualTo(document());
    }

    @Test
    void itsHeadersCanBeAskedForAlone() {
        assertThat(rest.exchange("HEAD", "/v3/api-docs").status()).isEqualTo(200);
        assertThat(rest.exchange("OPTIONS", "/v3/api-docs").header("Allow")).contains("GET");
        assertThat(rest.exchange("DELETE", "/v3/api-docs").status()).isEqualTo(405);
    }

    @Test
    void aPageToBrowseItIsBundled() {
        assertThat(rest.exchange("GET", "/swagger-ui.html").header("Location")).isEqualTo("/swagger-ui/index.html");
        assertThat(rest.exchange("GET", "/swagger-ui/index.html").body()).contains("../webjars/swagger-ui/");
        assertThat(rest.exchange("GET", "/swagger-ui/").header("Location")).isEqualTo("/swagger-ui/index.html");
        for (String file : List.of("swagger-ui.css", "swagger-ui-bundle.js")) {
            assertThat(rest.exchange("GET", "/webjars/swagger-ui/" + file).status())
                    .isEqualTo(200);
        }
    }

    @Nested
    @FanfareServer("server.servlet.context-path=/push")
    class UnderAContextPath {

        @LocalServerPort
        int port;

        @Test
        void itLeadsThere() {
            Rest rest = new Rest(port);
            URI document = URI.create("http://localhost/push/v3/api-docs");
            String server = rest.exchange("GET", document.getPath())
                    .json()
                    .at("/servers/0/url")
                    .asString();
            assertThat(document.resolve(server)).hasPath("/push/");
            assertThat(rest.exchange("GET", "/push/swagger-ui.html").header("Location"))
                    .isEqualTo("/push/swagger-ui/index.html");
        }
    }

    private JsonNode document() {
        Reply reply = rest.exchange("GET", "/v3/api-docs");
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }
}
