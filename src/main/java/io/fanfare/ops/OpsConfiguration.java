package io.fanfare.ops;

import io.fanfare.broker.Broker;
import io.fanfare.fanout.Fanout;
import io.fanfare.limit.AcceptPace;
import io.fanfare.security.Revocations;
import io.fanfare.security.SecuritySettings;
import io.fanfare.session.SessionSettings;
import io.fanfare.session.Sessions;
import io.fanfare.websocket.StompSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DrainSettings.class)
class OpsConfiguration {

    @Bean
    SessionMeters sessionMeters(MeterRegistry registry) {
        return new SessionMeters(registry);
    }

    @Bean
    PublishMeters publishMeters(MeterRegistry registry) {
        return new PublishMeters(registry);
    }

    @Bean
    ReplayMeters replayMeters(MeterRegistry registry) {
        return new ReplayMeters(registry);
    }

    @Bean
    HandshakeMeters handshakeMeters(MeterRegistry registry) {
        return new HandshakeMeters(registry);
    }

    @Bean
    HandshakeLog handshakeLog(InstantSource clock) {
        return new HandshakeLog(clock);
    }

    @Bean
    HandshakesEndpoint handshakesEndpoint(InstantSource clock) {
        return new HandshakesEndpoint(clock);
    }

    @Bean
    CurrentMeters currentMeters(Sessions sessions, Broker broker, Fanout fanout, AcceptPace pace) {
        return new CurrentMeters(sessions, broker, fanout, pace);
    }

    @Bean
    SessionsEndpoint sessionsEndpoint(Sessions sessions) {
        return new SessionsEndpoint(sessions);
    }

    @Bean
    RevocationsEndpoint revocationsEndpoint(Revocations revocations, Sessions sessions) {
        return new RevocationsEndpoint(revocations, sessions);
    }

    @Bean
    SecretValues secretValues() {
        return new SecretValues();
    }

    @Bean
    DestinationsEndpoint destinationsEndpoint(Broker broker) {
        return new DestinationsEndpoint(broker);
    }

    @Bean
    Drain drain(Sessions sessions, Broker broker, DrainSettings settings) {
        return new Drain(sessions, broker, settings);
    }

    @Bean(initMethod = "refuse")
    UnknownSettings unknownSettings(ConfigurableEnvironment environment, ListableBeanFactory beans) {
        return new UnknownSettings(environment, beans);
    }

    @Bean(initMethod = "refuse")
    Contradictions contradictions(
            Environment environment,
            PathMappedEndpoints endpoints,
            StompSettings stomp,
            SessionSettings session,
            DrainSettings drain) {
        return new Contradictions(environment, endpoints, stomp, session, drain);
    }

    @Bean
    StartupReport startupReport(ServerProperties server, StompSettings stomp, SecuritySettings security) {
        return new StartupReport(server, stomp, security.open());
    }
}
