package io.fanfare.http;

import java.net.URI;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.yaml.snakeyaml.Yaml;

/** Where the description of the REST paths is to be had: for programs as JSON and YAML, for people on a page. */
final class ApiPages {

    private static final String DOCUMENT = "/v3/api-docs";
    private static final String PAGE = "/swagger-ui/index.html";

    private final ApiDocument document;

    ApiPages(ApiDocument document) {
        this.document = document;
    }

    RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET(DOCUMENT, this::json)
                .GET(DOCUMENT + ".yaml", this::yaml)
                .GET("/swagger-ui.html", ApiPages::page)
                .build();
    }

    private ServerResponse json(ServerRequest request) {
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(document.under(request.requestPath().contextPath().value()));
    }

    private ServerResponse yaml(ServerRequest request) {
        String text = new Yaml()
                .dump(document.under(request.requestPath().contextPath().value()));
        return ServerResponse.ok().contentType(MediaType.APPLICATION_YAML).body(text);
    }

    private static ServerResponse page(ServerRequest request) {
        return ServerResponse.status(302)
                .location(URI.create(request.requestPath().contextPath().value() + PAGE))
                .build();
    }
}
