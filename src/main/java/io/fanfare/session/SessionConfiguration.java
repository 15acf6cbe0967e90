package io.fanfare.session;

import io.fanfare.security.Lifetimes;
import io.fanfare.security.Revocations;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SessionSettings.class)
class SessionConfiguration {

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    Sessions sessions(
            SessionSettings settings,
            ObjectProvider<SessionListener> listener,
            InstantSource clock,
            Lifetimes lifetimes) {
        return new Sessions(settings, listener.getIfAvailable(() -> SessionListener.NONE), clock, lifetimes);
    }

    @Bean
    Expulsion expulsion(Sessions sessions, Revocations revocations) {
        return new Expulsion(sessions, revocations);
    }
}
