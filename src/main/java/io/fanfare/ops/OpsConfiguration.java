package io.fanfare.ops;

import io.fanfare.broker.AppendListener;
import io.fanfare.broker.Broker;
import io.fanfare.broker.BrokerSettings;
import io.fanfare.broker.ConditionalOnBrokerMode;
import io.fanfare.fanout.Fanout;
import io.fanfare.history.HistorySettings;
import io.fanfare.limit.AcceptPace;
import io.fanfare.limit.LimitCounts;
import io.fanfare.limit.Limits;
import io.fanfare.limit.Rates;
import io.fanfare.presence.Presence;
import io.fanfare.relay.Relay;
import io.fanfare.relay.RelaySettings;
import io.fanfare.security.RevocationListener;
import io.fanfare.security.Revocations;
import io.fanfare.security.SecuritySettings;
import io.fanfare.session.Expulsion;
import io.fanfare.session.SessionSettings;
import io.fanfare.session.Sessions;
import io.fanfare.tracing.TracingSettings;
import io.fanfare.websocket.StompSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DrainSettings.class)
class OpsConfiguration {

    @Bean
    Top top() {
        return new Top(System::nanoTime);
    }

    @Bean
    AppendListener appendListener(PublishMeters meters) {
        return meters::appended;
    }

    @Bean
    TopEndpoint topEndpoint(Top top, Sessions sessions) {
        return new TopEndpoint(top, sessions);
    }

    @Bean
    SessionMeters sessionMeters(MeterRegistry registry, Top top, ObjectProvider<Exemplars> exemplars) {
        return new SessionMeters(registry, top, exemplars.getIfAvailable());
    }

    @Bean
    PublishMeters publishMeters(MeterRegistry registry, Top top, InstantSource clock) {
        return new PublishMeters(registry, top, new PublishLog(clock));
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
    CurrentMeters currentMeters(Sessions sessions, Broker broker, Fanout fanout, AcceptPace pace, Presence presence) {
        return new CurrentMeters(sessions, broker, fanout, pace, presence);
    }

    @Bean
    LimitMeters limitMeters(LimitCounts counts) {
        return new LimitMeters(counts);
    }

    @Bean
    SessionsEndpoint sessionsEndpoint(Sessions sessions) {
        return new SessionsEndpoint(sessions);
    }

    @Bean
    RevocationsEndpoint revocationsEndpoint(
            Revocations revocations, Expulsion expulsion, ObjectProvider<RevocationListener> others) {
        return new RevocationsEndpoint(revocations, expulsion, others.stream().toList());
    }

    @Bean
    SecretValues secretValues() {
        return new SecretValues();
    }

    @Bean
    RelayHealth relayHealthIndicator(ObjectProvider<Relay> relay) {
        return new RelayHealth(relay.getIfAvailable());
    }

    /** What there is where instances share a broker. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBrokerMode(BrokerSettings.Mode.RELAY)
    static class Relayed {

        @Bean
        RelayMeters relayMeters(Relay relay) {
            return new RelayMeters(relay);
        }

        @Bean(initMethod = "refuse")
        RelayContradictions relayContradictions(RelaySettings relay, HistorySettings history, Limits limits) {
            return new RelayContradictions(relay, history, limits);
        }

        @Bean
        RelayEndpoint relayEndpoint(Relay relay) {
            return new RelayEndpoint(relay);
        }
    }

    /** What there is where events belong to traces. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(TracingSettings.ENABLED)
    static class Traced {

        @Bean
        Exemplars exemplars() {
            return new Exemplars();
        }

        @Bean
        PrometheusRegistry exemplarRegistry(Exemplars exemplars, TracingProperties tracing) {
            return tracing.getExemplars().getInclude() == TracingProperties.Exemplars.Include.NONE
                    ? new PrometheusRegistry()
                    : new ExemplarRegistry(exemplars);
        }
    }

    @Bean
    DestinationsEndpoint destinationsEndpoint(Broker broker) {
        return new DestinationsEndpoint(broker);
    }

    @Bean
    Drain drain(Sessions sessions, Broker broker, DrainSettings settings, SessionSettings session) {
        return new Drain(sessions, broker, settings, session);
    }

    @Bean
    DrainEndpoint drainEndpoint(Drain drain, DrainSettings settings, ApplicationEventPublisher events) {
        return new DrainEndpoint(drain, settings, events);
    }

    @Bean
    static ImplausibleValues implausibleValues() {
        return new ImplausibleValues();
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

    @Bean(initMethod = "refuse")
    LimitContradictions limitContradictions(Limits limits, Rates rates, StompSettings stomp) {
        return new LimitContradictions(limits, rates, stomp);
    }

    @Bean
    StartupReport startupReport(ServerProperties server, StompSettings stomp, SecuritySettings security) {
        return new StartupReport(server, stomp, security.open());
    }
}
