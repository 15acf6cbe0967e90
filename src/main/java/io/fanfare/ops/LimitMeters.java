package io.fanfare.ops;

import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** How often each limit was reached. */
final class LimitMeters implements MeterBinder {

    private final LimitCounts counts;

    LimitMeters(LimitCounts counts) {
        this.counts = counts;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Limit limit : Limit.values()) {
            FunctionCounter.builder(MeterNames.LIMITS_REACHED, counts, of -> of.count(limit))
                    .description("Callers that have reached a limit")
                    .tag("limit", limit.label())
                    .register(registry);
        }
    }
}
