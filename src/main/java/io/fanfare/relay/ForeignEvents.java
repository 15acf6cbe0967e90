package io.fanfare.relay;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.event.InvalidDestinationException;
import io.fanfare.limit.Limits;
import io.fanfare.security.Seldom;
import io.fanfare.stomp.StompFrame;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes events of what others have published to RabbitMQ's exchange for topics, where the settings let them in. Thread-safe. */
final class ForeignEvents {

    private static final Logger log = LoggerFactory.getLogger(ForeignEvents.class);

    private static final String SECONDS = "\\d{1,12}";

    private final PassedOn passedOn;
    private final List<DestinationPattern> patterns;
    private final Map<ForeignOutcome, LongAdder> counts = new EnumMap<>(ForeignOutcome.class);
    private final Seldom seldom = new Seldom();

    ForeignEvents(RelaySettings settings, Limits limits) {
        this.passedOn = new PassedOn(limits, Set.of("redelivered"));
        this.patterns =
                settings.foreign().stream().map(DestinationPattern::parse).toList();
        for (ForeignOutcome outcome : ForeignOutcome.values()) {
            counts.put(outcome, new LongAdder());
        }
    }

    long count(ForeignOutcome outcome) {
        return adder(outcome).sum();
    }

    private LongAdder adder(ForeignOutcome outcome) {
        return Objects.requireNonNull(counts.get(outcome));
    }

    /**
     * The event; null if it is none.
     *
     * @param now when it was published, if it does not say so itself, and no later than that
     */
    @Nullable
    Event event(StompFrame message, long now) {
        Destination destination;
        try {
            destination = Destination.parse(UpstreamName.decoded(String.valueOf(message.header("destination"))));
        } catch (InvalidDestinationException e) {
            return refuse(ForeignOutcome.MALFORMED, "its routing key names no topic");
        }
        if (patterns.stream().noneMatch(pattern -> pattern.matches(destination))) {
            return refuse(ForeignOutcome.UNLISTED, "fanfare.relay.foreign does not let it in");
        }
        String fault = passedOn.fault(message);
        if (fault != null) {
            return refuse(ForeignOutcome.OVERSIZED, fault);
        }
        adder(ForeignOutcome.ACCEPTED).increment();
        return passedOn.event(message, destination, Math.min(now, published(message, now)));
    }

    private static long published(StompFrame message, long now) {
        String seconds = message.header("timestamp");
        return seconds != null && seconds.matches(SECONDS) ? 1_000 * Long.parseLong(seconds) : now;
    }

    private @Nullable Event refuse(ForeignOutcome outcome, String why) {
        LongAdder count = adder(outcome);
        count.increment();
        if (seldom.isTime()) {
            log.warn(
                    "What was published to amq.topic is passed over: {}. That makes {} of this kind", why, count.sum());
        }
        return null;
    }
}
