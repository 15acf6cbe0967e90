package io.fanfare.load;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * What Fanfare's relay is measured beside: Spring's own, {@code StompBrokerRelayMessageHandler}, as its documentation has it, at
 * {@code /ws}. {@code BaselineRelay <port> <host:port>}, where a RabbitMQ speaks STOMP at the address.
 */
@EnableAutoConfiguration
@EnableWebSocketMessageBroker
class BaselineRelay implements WebSocketMessageBrokerConfigurer {

    private static final String BROKER = "baseline.broker";

    public static void main(String... arguments) {
        System.setProperty(BROKER, arguments[1]);
        new SpringApplicationBuilder(BaselineRelay.class)
                .properties("spring.config.name=none", "server.address=127.0.0.1", "server.port=" + arguments[0])
                .run();
    }

    @Override
    public void registerStompEndpoints(StompEndpointRegistry registry) {
        registry.addEndpoint("/ws").setAllowedOriginPatterns("*");
        registry.setPreserveReceiveOrder(true);
    }

    /** In order, as Fanfare is. */
    @Override
    public void configureMessageBroker(MessageBrokerRegistry registry) {
        String[] broker = System.getProperty(BROKER, "").split(":", 2);
        registry.setPreservePublishOrder(true);
        registry.enableStompBrokerRelay("/topic/", "/queue/")
                .setRelayHost(broker[0])
                .setRelayPort(Integer.parseInt(broker[1]));
    }
}
