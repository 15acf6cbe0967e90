package io.fanfare.http;

import io.fanfare.broker.Broker;
import io.fanfare.broker.Publisher;
import io.fanfare.fanout.Fanout;
import io.fanfare.limit.AcceptPace;
import io.fanfare.limit.DestinationBounds;
import io.fanfare.limit.LimitCounts;
import io.fanfare.limit.Limits;
import io.fanfare.limit.Places;
import io.fanfare.limit.SubscribedDestinations;
import io.fanfare.limit.UserConnections;
import io.fanfare.presence.Presence;
import io.fanfare.security.Authenticator;
import io.fanfare.security.LocalNames;
import io.fanfare.security.Origins;
import io.fanfare.security.SecuritySettings;
import io.fanfare.session.Sessions;
import io.fanfare.stomp.HeartBeat;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;

@Configuration(proxyBeanMethods = false)
@Import({
    ApiController.class,
    ErrorPage.class,
    ExplainController.class,
    ProblemAdvice.class,
    PublishController.class,
    TraceController.class
})
class HttpConfiguration {

    /** Forwarded headers are read first, then handshakes are judged. */
    private static final int BEHIND_HANDSHAKES = 2;

    @Bean
    Gate gate(Authenticator authenticator) {
        return new Gate(authenticator);
    }

    @Bean
    EventReader eventReader(Limits limits, DestinationBounds bounds) {
        return new EventReader(limits, bounds);
    }

    @Bean
    DraftPublisher draftPublisher(Publisher publisher, InstantSource clock) {
        return new DraftPublisher(publisher, clock);
    }

    @Bean
    KnownUsers knownUsers(Authenticator authenticator, Sessions sessions) {
        return new KnownUsers(authenticator, sessions);
    }

    @Bean
    DryRun dryRun(Publisher publisher, Broker broker, InstantSource clock) {
        return new DryRun(publisher, broker, clock);
    }

    @Bean
    EarlyRefusals earlyRefusals(Publisher publisher, LimitCounts limits) {
        return new EarlyRefusals(publisher, limits);
    }

    @Bean
    FilterRegistrationBean<LocalGate> localGate(LocalNames names, Origins origins, EarlyRefusals refusals) {
        FilterRegistrationBean<LocalGate> registration =
                new FilterRegistrationBean<>(new LocalGate(names, origins, refusals));
        registration.setEnabled(names.required());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + BEHIND_HANDSHAKES);
        return registration;
    }

    /** Where the actuator has a port of its own, whoever reaches that operates. */
    @Bean
    FilterRegistrationBean<OperatorGate> operatorGate(
            Gate gate,
            SecuritySettings settings,
            ObjectProvider<PathMappedEndpoints> endpoints,
            Environment environment) {
        FilterRegistrationBean<OperatorGate> registration =
                new FilterRegistrationBean<>(new OperatorGate(gate, endpoints));
        registration.setEnabled(!settings.open() && ManagementPortType.get(environment) == ManagementPortType.SAME);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + BEHIND_HANDSHAKES + 1);
        return registration;
    }

    @Bean
    ServletRegistrationBean<DestinationsServlet> destinationsServlet(
            Gate gate,
            Publisher publisher,
            DryRun dryRun,
            Broker broker,
            Presence presence,
            DestinationBounds bounds,
            EarlyRefusals refusals,
            Limits limits,
            InstantSource clock) {
        return new ServletRegistrationBean<>(
                new DestinationsServlet(gate, publisher, dryRun, broker, presence, bounds, refusals, limits, clock),
                DestinationsServlet.PATH + "/*");
    }

    @Bean
    SseStreams sseStreams(Sessions sessions, Broker broker, Fanout fanout, HeartBeat offered) {
        return new SseStreams(sessions, broker, fanout, offered);
    }

    @Bean
    SsePlaces ssePlaces(Places places, UserConnections users, SubscribedDestinations destinations, LimitCounts counts) {
        return new SsePlaces(places, users, destinations, counts);
    }

    @Bean
    ServletRegistrationBean<SseServlet> sseServlet(
            Gate gate,
            Origins origins,
            Sessions sessions,
            SsePlaces places,
            SseStreams streams,
            Presence presence,
            DestinationBounds bounds,
            Limits limits) {
        return new ServletRegistrationBean<>(
                new SseServlet(gate, origins, sessions, places, streams, presence, bounds, limits), SseServlet.PATH);
    }

    @Bean
    ServletRegistrationBean<TicketServlet> ticketServlet(Gate gate, Authenticator authenticator, Origins origins) {
        return new ServletRegistrationBean<>(new TicketServlet(gate, authenticator, origins), TicketServlet.PATH);
    }

    @Bean
    BatchPublisher batchPublisher(
            EventReader reader, DraftPublisher publisher, DryRun dryRun, EarlyRefusals refusals, Limits limits) {
        return new BatchPublisher(reader, publisher, dryRun, refusals, limits);
    }

    @Bean
    @Order(0)
    WebServerFactoryCustomizer<JettyServletWebServerFactory> refusalsOfTheContainer() {
        return factory -> factory.addServerCustomizers(new ContainerRefusals());
    }

    @Bean
    WebServerFactoryCustomizer<JettyServletWebServerFactory> renewedCertificates(SslBundles bundles) {
        return factory -> {
            Ssl ssl = factory.getSsl();
            String bundle = ssl == null ? null : ssl.getBundle();
            if (bundle != null) {
                factory.addServerCustomizers(new RenewedCertificates(bundle, bundles));
            }
        };
    }

    @Bean
    AcceptPace acceptPace(Limits limits) {
        return new AcceptPace(limits);
    }

    @Bean
    WebServerFactoryCustomizer<JettyServletWebServerFactory> acceptQueue(Limits limits, AcceptPace pace) {
        return factory -> factory.addServerCustomizers(new AcceptQueue(limits.pendingConnections(), pace));
    }

    @Bean
    WebServerFactoryCustomizer<JettyServletWebServerFactory> firstRequests(Limits limits, LimitCounts counts) {
        return factory -> factory.addServerCustomizers(new FirstRequests(limits.handshakeTimeout(), counts));
    }

    /** The dispatcher servlet does what this filter does, and no other needs it. */
    @Bean
    FilterRegistrationBean<RequestContextFilter> noRequestContextFilter() {
        FilterRegistrationBean<RequestContextFilter> registration =
                new FilterRegistrationBean<>(new RequestContextFilter());
        registration.setEnabled(false);
        return registration;
    }

    /**
     * What comes through the plain servlet is counted by Fanfare's own meters, at a fraction of the price; observed it is
     * where there are traces.
     */
    @Bean
    static BeanPostProcessor observationsOfTheDispatcherAlone(Environment environment) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof FilterRegistrationBean<?> registration
                        && registration.getFilter() instanceof ServerHttpObservationFilter) {
                    registration.addServletNames(
                            DispatcherServletAutoConfiguration.DEFAULT_DISPATCHER_SERVLET_BEAN_NAME);
                    if (environment.getProperty("fanfare.tracing.enabled", Boolean.class, false)) {
                        registration.addServletNames("destinationsServlet");
                    }
                }
                return bean;
            }
        };
    }
}
