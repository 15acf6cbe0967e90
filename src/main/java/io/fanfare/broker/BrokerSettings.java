package io.fanfare.broker;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * Who orders events.
 *
 * @param mode this instance alone, or a broker that it shares with others
 */
@ConfigurationProperties("fanfare.broker")
public record BrokerSettings(@DefaultValue("embedded") Mode mode) {

    /** Where the log is. */
    public enum Mode {
        /** In the memory of this instance. */
        EMBEDDED,
        /** In RabbitMQ, or nowhere: {@code fanfare.relay} says which. */
        RELAY
    }

    /** The mode, before there are beans. */
    public static Mode modeIn(Environment environment) {
        return Binder.get(environment)
                .bindOrCreate("fanfare.broker", BrokerSettings.class)
                .mode();
    }
}
