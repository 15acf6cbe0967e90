package io.fanfare.security;

import java.net.InetAddress;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecuritySettings.class)
class SecurityConfiguration {

    @Bean
    AccessControl accessControl(SecuritySettings settings) {
        return new AccessControl(settings);
    }

    /** Whoever opens the service to other machines decides by which names it is reached. */
    @Bean
    LocalNames localNames(AccessControl access, ServerProperties server) {
        InetAddress address = server.getAddress();
        return new LocalNames(access.isOpen() && address != null && address.isLoopbackAddress());
    }
}
