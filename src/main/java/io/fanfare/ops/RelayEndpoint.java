package io.fanfare.ops;

import io.fanfare.relay.Relay;
import io.fanfare.relay.RelayStatus;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** How this instance stands with the broker that it shares. */
@WebEndpoint(id = "relay")
class RelayEndpoint {

    private final Relay relay;

    RelayEndpoint(Relay relay) {
        this.relay = relay;
    }

    @ReadOperation
    public RelayStatus status() {
        return relay.status();
    }
}
