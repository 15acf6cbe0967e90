package io.fanfare.ops;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this instance stops.
 *
 * @param grace how long sessions may take to end when it stops; what is left then is cut off
 */
@ConfigurationProperties("fanfare.drain")
record DrainSettings(@DefaultValue("30s") Duration grace) {

    DrainSettings {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("fanfare.drain.grace must not be negative");
        }
    }
}
