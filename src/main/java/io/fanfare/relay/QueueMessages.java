package io.fanfare.relay;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.limit.Limits;
import io.fanfare.security.Seldom;
import io.fanfare.stomp.StompFrame;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes events of the messages of queues, whoever has sent these. Thread-safe. */
final class QueueMessages {

    private static final Logger log = LoggerFactory.getLogger(QueueMessages.class);

    private final PassedOn passedOn;
    private final LongAdder refused = new LongAdder();
    private final Seldom seldom = new Seldom();

    QueueMessages(Limits limits) {
        this.passedOn = new PassedOn(limits, Set.of());
    }

    /** The event; null if no session may be sent anything so large. */
    @Nullable
    Event event(StompFrame message, Destination queue, long now) {
        String fault = passedOn.fault(message);
        if (fault == null) {
            return passedOn.event(message, queue, now);
        }
        refused.increment();
        if (seldom.isTime()) {
            log.warn("A message of {} is refused: {}. Of all queues that makes {}", queue, fault, refused.sum());
        }
        return null;
    }

    long refused() {
        return refused.sum();
    }
}
