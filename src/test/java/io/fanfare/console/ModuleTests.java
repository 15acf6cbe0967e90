package io.fanfare.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How the ES module is served; what it does is seen by {@code ModuleNodeIT} and {@code PageIT}. */
@FanfareServer
class ModuleTests {

    @LocalServerPort
    int port;

    @Test
    void pagesOfAnyOriginMayImportIt() {
        HttpResponse<String> answer = Http.get(port, "/fanfare/fanfare.js");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/javascript");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(answer.body()).contains("export class Fanfare").doesNotContain("import ");
    }

    @Test
    void itsTypesAreText() {
        HttpResponse<String> answer = Http.get(port, "/fanfare/fanfare.d.ts");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain;charset=utf-8");
        assertThat(answer.body()).contains("export declare class Fanfare");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fanfare/fanfare.js", "/fanfare/fanfare.d.ts", "/", "/main.js", "/fanfare.css"})
    void whoHasItIsToldThatItHasNotChanged(String path) {
        HttpResponse<String> first = Http.get(port, path);
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(first.headers().firstValue("Last-Modified")).isEmpty();
        HttpResponse<String> again = Http.send(port, "GET", path, "", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).hasValue(tag);
        assertThat(Http.send(port, "GET", path, "", "If-None-Match", "\"other\"")
                        .body())
                .isEqualTo(first.body());
    }

    @Test
    void nothingElseIsServedThere() {
        assertThat(Http.get(port, "/fanfare/../ConsoleConfiguration.class").statusCode())
                .isNotEqualTo(200);
        assertThat(Http.get(port, "/fanfare/").statusCode()).isEqualTo(404);
    }
}
