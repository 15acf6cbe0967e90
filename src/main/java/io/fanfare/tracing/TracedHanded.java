package io.fanfare.tracing;

import io.fanfare.broker.Handed;
import io.fanfare.broker.Publication;
import io.micrometer.observation.Observation;
import java.util.List;

/** What was handed in, and its span, which ends when it is decided. */
final class TracedHanded implements Handed {

    private final Handed handed;
    private final Observation span;
    private final PublishContext context;

    TracedHanded(Handed handed, Observation span, PublishContext context) {
        this.handed = handed;
        this.span = span;
        this.context = context;
    }

    @Override
    public List<Publication> await() {
        try {
            List<Publication> publications = handed.await();
            context.tell("messaging.message.id", publications.getFirst().id());
            return publications;
        } catch (RuntimeException e) {
            span.error(e);
            throw e;
        } finally {
            span.stop();
        }
    }

    @Override
    public boolean isDecided() {
        return handed.isDecided();
    }
}
