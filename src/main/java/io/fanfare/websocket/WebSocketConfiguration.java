package io.fanfare.websocket;

import io.fanfare.broker.Broker;
import io.fanfare.broker.Publisher;
import io.fanfare.broker.Queues;
import io.fanfare.fanout.Fanout;
import io.fanfare.limit.DestinationBounds;
import io.fanfare.limit.LimitCounts;
import io.fanfare.limit.Limits;
import io.fanfare.limit.Places;
import io.fanfare.limit.Rates;
import io.fanfare.limit.SubscribedDestinations;
import io.fanfare.limit.UserConnections;
import io.fanfare.presence.Presence;
import io.fanfare.security.Authenticator;
import io.fanfare.security.Lifetimes;
import io.fanfare.security.LocalNames;
import io.fanfare.security.Origins;
import io.fanfare.session.SessionListener;
import io.fanfare.session.Sessions;
import io.fanfare.session.Ticker;
import io.fanfare.stomp.HeartBeat;
import io.micrometer.observation.ObservationPredicate;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.core.WebSocketExtensionRegistry;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.web.context.ServletContextAware;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

@Configuration(proxyBeanMethods = false)
@EnableWebSocket
@EnableConfigurationProperties(StompSettings.class)
class WebSocketConfiguration {

    private static final String DEFLATE = "permessage-deflate";

    @Bean
    StompServices stompServices(
            Broker broker,
            Publisher publisher,
            ObjectProvider<Queues> queues,
            Fanout fanout,
            Presence presence,
            Authenticator authenticator,
            Lifetimes lifetimes,
            StompSettings settings,
            Limits limits,
            ClientLimits clientLimits,
            ObjectProvider<SessionListener> listener,
            InstantSource clock,
            ObjectProvider<BuildProperties> build) {
        BuildProperties properties = build.getIfAvailable();
        String server = properties == null ? "fanfare" : "fanfare/" + properties.getVersion();
        return new StompServices(
                broker,
                publisher,
                queues.getIfAvailable(() -> Queues.NONE),
                fanout,
                presence,
                authenticator,
                lifetimes,
                settings,
                settings.frameLimits(),
                limits,
                clientLimits,
                listener.getIfAvailable(() -> SessionListener.NONE),
                clock,
                server);
    }

    @Bean
    ClientLimits clientLimits(
            Rates rates,
            DestinationBounds bounds,
            UserConnections users,
            SubscribedDestinations destinations,
            LimitCounts counts) {
        return new ClientLimits(rates, bounds, users, destinations, counts);
    }

    @Bean
    Conversations conversations(Sessions sessions, StompServices services) {
        return new Conversations(sessions, services);
    }

    @Bean
    SockJsTurns sockJsTurns() {
        return new SockJsTurns();
    }

    @Bean
    StompWebSocketHandler stompWebSocketHandler(Conversations conversations, SockJsTurns turns) {
        return new StompWebSocketHandler(conversations, turns);
    }

    @Bean
    Origins origins(StompSettings settings) {
        return new Origins(settings.allowedOrigins());
    }

    @Bean
    HeartBeat heartBeat(StompSettings settings) {
        return settings.heartBeat();
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    Ticker ticker(Sessions sessions, StompSettings settings) {
        return new Ticker(sessions, settings.heartbeat());
    }

    @Bean
    JettyUpgrade jettyUpgrade(Conversations conversations, StompSettings settings) {
        long largest = settings.largestMessage();
        JettyUpgrade upgrade = new JettyUpgrade(conversations);
        upgrade.addWebSocketConfigurer(configurable -> {
            configurable.setIdleTimeout(Duration.ZERO);
            configurable.setMaxTextMessageSize(largest);
            configurable.setMaxBinaryMessageSize(largest);
        });
        return upgrade;
    }

    @Bean
    DefaultHandshakeHandler handshakeHandler(JettyUpgrade upgrade) {
        return new DefaultHandshakeHandler(upgrade);
    }

    /** Any origin will do here: which are let in was decided before. SockJS only answers with the headers of CORS. */
    @Bean
    WebSocketConfigurer endpoints(
            StompWebSocketHandler handler, DefaultHandshakeHandler handshakes, StompSettings settings) {
        String path = settings.path();
        PlaceOfSession places = new PlaceOfSession();
        return registry -> {
            registry.addHandler(handler, path, path + "/", path + "/websocket")
                    .setHandshakeHandler(handshakes)
                    .addInterceptors(places)
                    .setAllowedOriginPatterns("*");
            registry.addHandler(handler, path)
                    .setHandshakeHandler(handshakes)
                    .addInterceptors(places)
                    .setAllowedOriginPatterns("*")
                    .withSockJS()
                    .setSessionCookieNeeded(false);
        };
    }

    @Bean
    Places places(Limits limits, LimitCounts counts) {
        return new Places(limits, counts);
    }

    @Bean
    HandshakeRules handshakeRules(Sessions sessions, StompWebSocketHandler handler, Origins origins, LocalNames names) {
        return new HandshakeRules(sessions, handler, origins, names);
    }

    @Bean
    HandshakeCallers handshakeCallers(Authenticator authenticator, StompWebSocketHandler handler) {
        return new HandshakeCallers(authenticator, handler);
    }

    @Bean
    HandshakeAttempts handshakeAttempts() {
        return new HandshakeAttempts();
    }

    @Bean
    HandshakeRefusals handshakeRefusals(
            StompSettings settings, Origins origins, ObjectProvider<HandshakeListener> listeners) {
        return new HandshakeRefusals(
                settings.path(), origins, listeners.orderedStream().toList());
    }

    /** Ahead of every other filter, since none of them explains a refusal, but for the one that reads forwarded headers. */
    @Bean
    FilterRegistrationBean<HandshakeGate> handshakeGate(
            HandshakeRules rules,
            HandshakeRefusals refusals,
            Places places,
            HandshakeCallers callers,
            HandshakeAttempts attempts,
            StompSettings settings,
            ObjectProvider<JettyUpgrade> upgrade,
            ObjectProvider<PathMappedEndpoints> operators) {
        HandshakePassage passage = new HandshakePassage(attempts, settings.largestMessage());
        HandshakeAnswers answers = new HandshakeAnswers(settings, upgrade);
        HandshakeGate gate = new HandshakeGate(rules, refusals, places, callers, attempts, passage, answers, operators);
        FilterRegistrationBean<HandshakeGate> registration = new FilterRegistrationBean<>(gate);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    /** Around the handler of the errors of all else. */
    @Bean
    @Order
    WebServerFactoryCustomizer<JettyServletWebServerFactory> errorsOfHandshakes(
            HandshakeRules rules, HandshakeRefusals refusals) {
        return factory -> factory.addServerCustomizers(server -> {
            String contextPath = factory.getContextPath();
            server.setErrorHandler(new HandshakeErrors(rules, refusals, contextPath, server.getErrorHandler()));
            forEachProtocol(server, http -> http.addCustomizer(new NoRedirectOfHandshakes(contextPath)));
        });
    }

    /** All that comes in is read where it is decoded, frames of WebSocket without a copy. */
    @Bean
    WebServerFactoryCustomizer<JettyServletWebServerFactory> readingIntoArrays() {
        return factory -> factory.addServerCustomizers(
                server -> forEachProtocol(server, http -> http.setUseInputDirectByteBuffers(false)));
    }

    private static void forEachProtocol(Server server, Consumer<HttpConfiguration> settings) {
        for (Connector connector : server.getConnectors()) {
            connector.getConnectionFactories().forEach(protocol -> {
                if (protocol instanceof HttpConfiguration.ConnectionFactory http) {
                    settings.accept(http.getHttpConfiguration());
                }
            });
        }
    }

    @Bean
    FilterRegistrationBean<SockJsTurns> turnsOfSockJsSessions(SockJsTurns turns, StompSettings settings) {
        FilterRegistrationBean<SockJsTurns> registration = new FilterRegistrationBean<>(turns);
        registration.addUrlPatterns(settings.path() + "/*");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 3);
        return registration;
    }

    /** The upgrade keeps its request alive as long as the session, and with it an observation that takes kilobytes. */
    @Bean
    ObservationPredicate handshakesAreNotObserved(StompSettings settings) {
        return (name, context) -> !(context instanceof ServerRequestObservationContext request
                && isEndpoint(request.getCarrier(), settings.path()));
    }

    private static boolean isEndpoint(@Nullable HttpServletRequest request, String path) {
        return request != null && request.getRequestURI().startsWith(request.getContextPath() + path);
    }

    /** Every browser offers permessage-deflate, and Jetty would take it, as it would others that only cost. */
    @Bean
    ServletContextAware extensions(StompSettings settings) {
        return servletContext -> {
            ServletContextHandler context =
                    Objects.requireNonNull(ServletContextHandler.getServletContextHandler(servletContext));
            WebSocketExtensionRegistry registry =
                    WebSocketServerComponents.getWebSocketComponents(context).getExtensionRegistry();
            Set.copyOf(registry.getAvailableExtensionNames()).stream()
                    .filter(name -> !settings.deflate() || !name.equals(DEFLATE))
                    .forEach(registry::unregister);
        };
    }
}
