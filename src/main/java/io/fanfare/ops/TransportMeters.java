package io.fanfare.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the sessions of one transport. */
final class TransportMeters {

    private final AtomicLong open = new AtomicLong();
    private final Counter opened;

    TransportMeters(MeterRegistry registry, String transport) {
        Gauge.builder(MeterNames.SESSIONS, open, AtomicLong::get)
                .tag("transport", transport)
                .description("Open sessions")
                .register(registry);
        this.opened = Counter.builder(MeterNames.SESSIONS_OPENED)
                .tag("transport", transport)
                .description("Sessions that were opened")
                .register(registry);
    }

    void opened() {
        open.incrementAndGet();
        opened.increment();
    }

    void closed() {
        open.decrementAndGet();
    }
}
