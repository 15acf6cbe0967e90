package io.fanfare.ops;

import io.fanfare.history.ReplayListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Counts the subscriptions that ask for the past. */
final class ReplayMeters implements ReplayListener {

    private final LabelledCounter<Outcome> replays;

    ReplayMeters(MeterRegistry registry) {
        replays = new LabelledCounter<>(
                registry, MeterNames.REPLAYS, Tags.empty(), "outcome", Outcome.class, LabelledCounter::label);
    }

    @Override
    public void replayed(Outcome outcome) {
        replays.increment(outcome);
    }
}
