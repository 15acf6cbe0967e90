package io.fanfare.ops;

import java.util.Locale;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;

/** Lets the sessions of this instance go before it is stopped, and says how long that takes. */
@Endpoint(id = "drain")
final class DrainEndpoint {

    /**
     * @param state {@code accepting}, {@code draining} or {@code drained}
     * @param sessions those that are open
     * @param closingMillis how long it takes to ask them to go, one after the other
     * @param returningMillis when the last of them should have come back, to whichever instance
     * @param graceMillis when those that have not gone are cut off
     */
    record View(String state, int sessions, long closingMillis, long returningMillis, long graceMillis) {}

    private final Drain drain;
    private final DrainSettings settings;
    private final ApplicationEventPublisher events;

    DrainEndpoint(Drain drain, DrainSettings settings, ApplicationEventPublisher events) {
        this.drain = drain;
        this.settings = settings;
        this.events = events;
    }

    @ReadOperation
    public View forecast() {
        DrainPace pace = drain.forecast();
        return new View(
                drain.state().name().toLowerCase(Locale.ROOT),
                pace.sessions(),
                pace.closing().toMillis(),
                pace.returning().toMillis(),
                settings.grace().toMillis());
    }

    /** Begins; the process goes on and takes no more sessions. */
    @WriteOperation
    public View begin() {
        View forecast = forecast();
        AvailabilityChangeEvent.publish(events, this, ReadinessState.REFUSING_TRAFFIC);
        drain.begin();
        return forecast;
    }
}
