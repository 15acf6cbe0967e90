package io.fanfare.tracing;

import io.fanfare.broker.Publisher.Source;
import io.fanfare.broker.Submission;
import io.fanfare.event.Event;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.List;
import java.util.Locale;

/**
 * What there is to say of publishing in a span. Its parent is what the event's own headers say (a client's SEND, an item of a
 * batch), else whatever goes on in this thread, such as the request that brought it. What the headers say is not believed if
 * it is malformed.
 */
final class PublishContext extends ReceiverContext<Event> {

    static final String NAME = "fanfare.publish";

    PublishContext(Submission submission, Source source) {
        super((event, header) -> event.headers().get(header), Kind.PRODUCER);
        List<Event> events = submission.events();
        setCarrier(events.getFirst());
        setContextualName("publish");
        addLowCardinalityKeyValue(KeyValue.of("messaging.system", "fanfare"));
        addLowCardinalityKeyValue(KeyValue.of("messaging.operation.name", "publish"));
        addLowCardinalityKeyValue(KeyValue.of("fanfare.source", source.name().toLowerCase(Locale.ROOT)));
        if (events.size() == 1) {
            tell("messaging.destination.name", events.getFirst().destination().toString());
        } else {
            tell("messaging.batch.message_count", Integer.toString(events.size()));
        }
    }

    void tell(String key, String value) {
        addHighCardinalityKeyValue(KeyValue.of(key, value));
    }
}
