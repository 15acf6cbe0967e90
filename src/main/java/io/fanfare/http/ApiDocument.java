package io.fanfare.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The description of the REST paths (OpenAPI 3.1), as {@code openapi.yaml} has it. It is written by hand: the signatures of
 * what answers them say nothing, as bodies are read by hand too.
 */
final class ApiDocument {

    private static final String RESOURCE = "/openapi.yaml";

    private final String version;

    /** @param version of the service, for {@code info.version} */
    ApiDocument(String version) {
        this.version = version;
    }

    /** The document for who has found it under this context path; empty for none. */
    @SuppressWarnings("unchecked")
    Map<String, Object> under(String contextPath) {
        Map<String, Object> document = read();
        ((Map<String, Object>) Objects.requireNonNull(document.get("info"))).put("version", version);
        document.put("servers", List.of(Map.of("url", contextPath.isEmpty() ? "/" : contextPath)));
        return document;
    }

    private static Map<String, Object> read() {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        try (InputStream in = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(RESOURCE))) {
            return yaml.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
