package io.fanfare.http;

import io.fanfare.fanout.Hearing;
import io.fanfare.history.TracedEvent;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What became of one event, as JSON. */
final class EventTrace {

    private EventTrace() {}

    static JsonText of(TracedEvent event) {
        return new JsonText()
                .add("position", event.position().toString())
                .add("destination", event.destination().toString())
                .add("timestamp", event.timestamp());
    }

    /** For how many subscriptions it had which outcome. */
    static JsonText ofAll(TracedEvent event) {
        Map<Hearing.Outcome, Integer> counts = new EnumMap<>(Hearing.Outcome.class);
        event.hearings().forEach(hearing -> counts.merge(outcome(hearing, event), 1, Integer::sum));
        JsonText deliveries = new JsonText();
        counts.forEach((outcome, count) -> deliveries.add(label(outcome), count));
        return of(event)
                .addJson("deliveries", deliveries.toString())
                .addJson("complete", Boolean.toString(event.complete()));
    }

    static Hearing.Outcome outcome(Hearing hearing, TracedEvent event) {
        return hearing.outcome(event.position().offset());
    }

    static String label(Hearing.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
