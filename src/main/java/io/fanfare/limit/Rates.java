package io.fanfare.limit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How fast a caller may go; 0 for no limit.
 *
 * @param framesPerSecond frames of one session, of STOMP and of WebSocket, pings among them
 * @param bytesPerSecond what one session may send
 * @param sendsPerSecond SENDs of one session
 * @param subscribesPerSecond SUBSCRIBEs and UNSUBSCRIBEs of one session, besides as many as it may have at once
 * @param publishesPerSecond events of one key or user, over REST and STOMP together; all who show no credential are one
 */
@ConfigurationProperties("fanfare.limits")
public record Rates(
        @DefaultValue("20000") int framesPerSecond,
        @DefaultValue("16MB") DataSize bytesPerSecond,
        @DefaultValue("10000") int sendsPerSecond,
        @DefaultValue("200") int subscribesPerSecond,
        @DefaultValue("20000") int publishesPerSecond) {

    public Rates {
        Limits.rate("frames-per-second", framesPerSecond);
        Limits.rate("sends-per-second", sendsPerSecond);
        Limits.rate("subscribes-per-second", subscribesPerSecond);
        Limits.rate("publishes-per-second", publishesPerSecond);
        if (bytesPerSecond.isNegative() || bytesPerSecond.toBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("fanfare.limits.bytes-per-second is less than 2GB, or 0 for no limit");
        }
    }

    /** What one session may send in a second; 0 for any number. */
    int mostBytes() {
        return (int) bytesPerSecond.toBytes();
    }
}
