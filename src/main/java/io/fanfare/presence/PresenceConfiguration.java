package io.fanfare.presence;

import io.fanfare.broker.Broker;
import io.fanfare.broker.BrokerSettings;
import io.fanfare.broker.ConditionalOnBrokerMode;
import io.fanfare.broker.Fleet;
import io.fanfare.session.Sessions;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PresenceSettings.class)
class PresenceConfiguration {

    @Bean
    OwnGuests ownGuests(ObjectProvider<Fleet> fleet) {
        return new OwnGuests(fleet.getIfAvailable() != null);
    }

    @Bean
    Attendances attendances(PresenceSettings settings, OwnGuests own) {
        return new Attendances(settings, own, System::nanoTime);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    @ConditionalOnBrokerMode(BrokerSettings.Mode.RELAY)
    SharedPresence sharedPresence(Fleet fleet, OwnGuests own, Attendances attendances) {
        return new SharedPresence(fleet, own, new OtherGuests(attendances, OtherGuests.MOST));
    }

    /** When the instance stops, all sessions end, and that nobody is told. */
    @Bean(initMethod = "start", destroyMethod = "stop")
    Announcer announcer(Attendances attendances, Broker broker, Sessions sessions, InstantSource clock) {
        return new Announcer(
                attendances, broker, () -> sessions.isAccepting() && broker.hasRoom(), clock, System::nanoTime);
    }

    @Bean
    Presence presence(Attendances attendances, Broker broker) {
        return new Presence(attendances, broker);
    }
}
