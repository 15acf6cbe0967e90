package io.fanfare.ops;

import io.fanfare.relay.Relay;
import io.fanfare.relay.RelayStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the broker that instances share can be reached; up where there is none. */
final class RelayHealth implements HealthIndicator {

    private final @Nullable Relay relay;

    RelayHealth(@Nullable Relay relay) {
        this.relay = relay;
    }

    @Override
    public Health health() {
        if (relay == null) {
            return Health.up().withDetail("broker", "embedded").build();
        }
        RelayStatus status = relay.status();
        Health.Builder health = relay.isReady() ? Health.up() : Health.outOfService();
        return health.withDetail("live", status.live())
                .withDetail("connections", status.connections())
                .build();
    }
}
