package io.fanfare.ops;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this instance lets its sessions go.
 *
 * @param grace how long sessions may take to end; what is left then is cut off
 * @param rate how many are asked to go in a second, so that other instances can take them; more if else they would not have
 *     gone within the grace
 */
@ConfigurationProperties("fanfare.drain")
record DrainSettings(
        @DefaultValue("30s") Duration grace,
        @DefaultValue("200") int rate) {

    DrainSettings {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("fanfare.drain.grace must not be negative");
        }
        if (rate < 1) {
            throw new IllegalArgumentException("fanfare.drain.rate must be at least 1, not " + rate);
        }
    }
}
