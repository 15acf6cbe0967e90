package io.fanfare.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How sessions are kept.
 *
 * @param outboxLimit bytes that may wait for one session, those being written included; a session beyond it is a slow
 *     consumer and is closed with 4508. It may be less than the largest event takes: where nothing waits, an event of any
 *     size is taken; but one that comes while another is being written then ends the session
 * @param closeGrace how long a peer may take to end a closing session, before its connection is cut; at most what
 *     {@code fanfare.drain.grace} leaves a stopping service
 * @param remembered how many sessions that have ended are remembered, so that it can be told why a user did not hear something
 */
@ConfigurationProperties("fanfare.session")
public record SessionSettings(
        @DefaultValue("1MB") DataSize outboxLimit,
        @DefaultValue("5s") Duration closeGrace,
        @DefaultValue("10000") int remembered) {

    public SessionSettings {
        if (outboxLimit.toBytes() < 1024) {
            throw new IllegalArgumentException("fanfare.session.outbox-limit must be at least 1KB, not " + outboxLimit);
        }
        if (closeGrace.isNegative()) {
            throw new IllegalArgumentException("fanfare.session.close-grace must not be negative");
        }
        if (remembered < 0) {
            throw new IllegalArgumentException("fanfare.session.remembered must not be negative; 0 remembers none");
        }
    }
}
