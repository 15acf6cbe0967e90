package io.fanfare.console;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** Serves the browser's client, an ES module with its types, at {@code /fanfare/}. */
@Configuration(proxyBeanMethods = false)
class ModuleConfiguration {

    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    @Bean
    RouterFunction<ServerResponse> module() {
        ClassPathResource folder = new ClassPathResource("module/", ModuleConfiguration.class);
        return RouterFunctions.resources("/fanfare/**", folder, ModuleConfiguration::describe);
    }

    /** Pages of any origin may import it: it holds no secret, and whether they may connect is another question. */
    private static void describe(Resource file, HttpHeaders headers) {
        headers.setAccessControlAllowOrigin("*");
        headers.setCacheControl(CacheControl.noCache());
        headers.setETag(ContentTag.of(file));
        if (Objects.requireNonNullElse(file.getFilename(), "").endsWith(".ts")) {
            // else .ts counts as video
            headers.setContentType(TEXT);
        }
    }
}
