package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.util.function.SingletonSupplier;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/**
 * The description of the REST paths (OpenAPI 3.1), as {@code openapi.yaml} has it. It is written by hand: the signatures of
 * what answers them say nothing, as bodies are read by hand too. Made when it is first asked for. Thread-safe.
 */
final class ApiDocument {

    private static final String RESOURCE = "/openapi.yaml";

    /** The service is one level above the document, whatever its context path is, and that of proxies. */
    private static final List<Map<String, String>> SERVERS = List.of(Map.of("url", ".."));

    private final String version;
    private final Supplier<byte[]> json =
            SingletonSupplier.of(() -> JsonMapper.shared().writeValueAsBytes(read()));
    private final Supplier<byte[]> yaml =
            SingletonSupplier.of(() -> new Yaml().dump(read()).getBytes(UTF_8));

    /** @param version of the service, for {@code info.version} */
    ApiDocument(String version) {
        this.version = version;
    }

    byte[] json() {
        return json.get();
    }

    byte[] yaml() {
        return yaml.get();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> read() {
        Yaml reader = new Yaml(new SafeConstructor(new LoaderOptions()));
        try (InputStream in = requireNonNull(ApiDocument.class.getResourceAsStream(RESOURCE))) {
            Map<String, Object> document = reader.load(in);
            ((Map<String, Object>) requireNonNull(document.get("info"))).put("version", version);
            document.put("servers", SERVERS);
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
