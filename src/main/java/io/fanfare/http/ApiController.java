package io.fanfare.http;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The description of the REST paths, for programs. */
@Controller
final class ApiController {

    private final ApiDocument document;

    ApiController(ObjectProvider<BuildProperties> build) {
        BuildProperties properties = build.getIfAvailable();
        String version = properties == null ? null : properties.getVersion();
        this.document = new ApiDocument(version == null ? "dev" : version);
    }

    @GetMapping("/v3/api-docs")
    ResponseEntity<byte[]> json() {
        return answer(MediaType.APPLICATION_JSON, document.json());
    }

    @GetMapping("/v3/api-docs.yaml")
    ResponseEntity<byte[]> yaml() {
        return answer(MediaType.APPLICATION_YAML, document.yaml());
    }

    private static ResponseEntity<byte[]> answer(MediaType type, byte[] text) {
        return ResponseEntity.ok().contentType(type).body(text);
    }
}
