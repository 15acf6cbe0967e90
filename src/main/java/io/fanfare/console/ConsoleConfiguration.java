package io.fanfare.console;

import io.fanfare.websocket.StompSettings;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

    /** What the page, a file like any other, asks for when it opens: where the endpoint is, seen from beside the page. */
    @Bean
    RouterFunction<ServerResponse> consoleFacts(StompSettings stomp) {
        Map<String, String> facts = Map.of("endpoint", stomp.path().substring(1));
        return RouterFunctions.route()
                .GET(
                        "/console.json",
                        request -> ServerResponse.ok()
                                .cacheControl(CacheControl.noStore())
                                .body(facts))
                .build();
    }
}
