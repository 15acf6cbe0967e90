package io.fanfare.presence;

import io.fanfare.broker.Broker;
import io.fanfare.session.Sessions;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PresenceSettings.class)
class PresenceConfiguration {

    @Bean
    Attendances attendances(PresenceSettings settings) {
        return new Attendances(settings, System::nanoTime);
    }

    /** When the instance stops, all sessions end, and that nobody is told. */
    @Bean(initMethod = "start", destroyMethod = "stop")
    Announcer announcer(Attendances attendances, Broker broker, Sessions sessions, InstantSource clock) {
        return new Announcer(attendances, broker, sessions::isAccepting, clock, System::nanoTime);
    }

    @Bean
    Presence presence(Attendances attendances, Broker broker) {
        return new Presence(attendances, broker);
    }
}
