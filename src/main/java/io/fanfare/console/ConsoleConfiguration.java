package io.fanfare.console;

import io.fanfare.websocket.StompSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

    /** What the page, a file like any other, asks for when it opens. */
    @Bean
    RouterFunction<ServerResponse> consoleFacts(
            StompSettings stomp, WebEndpointProperties operators, Environment environment) {
        Map<String, String> facts = facts(stomp, operators, ManagementPortType.get(environment));
        return RouterFunctions.route()
                .GET(
                        "/console.json",
                        request -> ServerResponse.ok()
                                .cacheControl(CacheControl.noStore())
                                .body(facts))
                .build();
    }

    /** Where the endpoint is, seen from beside the page, and the actuator, if it lists what it has and is there too. */
    private static Map<String, String> facts(
            StompSettings stomp, WebEndpointProperties operators, ManagementPortType port) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("endpoint", stomp.path().substring(1));
        boolean listed =
                operators.getDiscovery().isEnabled() && !operators.getBasePath().isEmpty();
        if (port == ManagementPortType.SAME && listed) {
            facts.put("operators", operators.getBasePath().substring(1));
        }
        return facts;
    }
}
