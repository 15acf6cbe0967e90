package io.fanfare.console;

import io.fanfare.security.SecuritySettings;
import io.fanfare.websocket.StompSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

    @Bean
    FilterRegistrationBean<PageHeaders> pageHeaders() {
        return new FilterRegistrationBean<>(new PageHeaders());
    }

    /** What the page, a file like any other, asks for when it opens. */
    @Bean
    RouterFunction<ServerResponse> consoleFacts(
            StompSettings stomp, SecuritySettings security, WebEndpointProperties operators, Environment environment) {
        Map<String, String> facts = facts(stomp, security, operators, ManagementPortType.get(environment));
        return RouterFunctions.route()
                .GET(
                        "/console.json",
                        request -> ServerResponse.ok()
                                .cacheControl(CacheControl.noStore())
                                .body(facts))
                .build();
    }

    /**
     * Where the endpoint is, seen from beside the page, and the actuator, if it lists what it has, is there too and open to
     * who follows a link.
     */
    private static Map<String, String> facts(
            StompSettings stomp, SecuritySettings security, WebEndpointProperties operators, ManagementPortType port) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("endpoint", stomp.path().substring(1));
        boolean listed =
                operators.getDiscovery().isEnabled() && !operators.getBasePath().isEmpty();
        facts.put("access", security.open() ? "open" : "closed");
        if (security.open() && port == ManagementPortType.SAME && listed) {
            facts.put("operators", operators.getBasePath().substring(1));
        }
        return facts;
    }
}
