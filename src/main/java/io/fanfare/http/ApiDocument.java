package io.fanfare.http;

import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Paths;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * The description of the REST paths, as {@code openapi.yaml} has it, for {@code /v3/api-docs}. It is written by hand: the
 * signatures of what answers them say nothing, as bodies are read by hand too.
 */
final class ApiDocument implements OpenApiCustomizer {

    private static final String RESOURCE = "/openapi.yaml";

    private final String version;

    ApiDocument(String version) {
        this.version = version;
    }

    @Override
    public void customise(OpenAPI whole) {
        OpenAPI written = read();
        whole.setInfo(written.getInfo().version(version));
        whole.setSecurity(written.getSecurity());
        written.getTags().forEach(whole::addTagsItem);
        Paths paths = whole.getPaths() == null ? new Paths() : whole.getPaths();
        paths.putAll(written.getPaths());
        whole.setPaths(paths);
        Components components = whole.getComponents() == null ? new Components() : whole.getComponents();
        written.getComponents().getSchemas().forEach(components::addSchemas);
        written.getComponents().getResponses().forEach(components::addResponses);
        written.getComponents().getParameters().forEach(components::addParameters);
        written.getComponents().getSecuritySchemes().forEach(components::addSecuritySchemes);
        whole.setComponents(components);
    }

    private static OpenAPI read() {
        try (InputStream in = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(RESOURCE))) {
            return Yaml31.mapper().readValue(in, OpenAPI.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
