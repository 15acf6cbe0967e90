package io.fanfare.websocket;

import io.fanfare.broker.QueueConsumer;
import io.fanfare.broker.Queues;
import io.fanfare.event.DestinationPattern;
import io.fanfare.fanout.Subscription;
import io.fanfare.limit.LimitException;
import io.fanfare.session.Session;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one session to queues, which share a way to the broker: it begins with the first and ends with the last. */
final class QueueSubscriptions {

    private final Session session;
    private final Queues queues;
    private @Nullable QueueConsumer consumer;
    private int count;

    QueueSubscriptions(Session session, Queues queues) {
        this.session = session;
        this.queues = queues;
    }

    /** @throws StompException if what a frame asks for is not to be had of a queue */
    void check(StompFrame frame, DestinationPattern pattern) {
        if (!pattern.isConcrete()) {
            throw new StompException("A queue is subscribed to by its name: leave out wildcards.");
        }
        String refusal = queues.refusal(pattern.destination());
        if (refusal != null) {
            throw new StompException(refusal);
        }
        if (frame.header("replay") != null) {
            throw new StompException("A queue has no past that could be replayed: leave out replay.");
        }
    }

    int prefetch() {
        return queues.prefetch();
    }

    /** @throws LimitException if there are too many sessions with queues */
    void subscribe(Subscription subscription, int prefetch, Runnable live) {
        QueueConsumer open = consumer == null ? queues.open(session) : consumer;
        consumer = open;
        count++;
        open.subscribe(subscription, prefetch, live);
    }

    /** Ends one that has begun; nothing of it comes any more. */
    void unsubscribe(Subscription subscription) {
        if (consumer == null) {
            return;
        }
        if (--count == 0) {
            consumer.close();
            consumer = null;
        } else {
            consumer.unsubscribe(subscription);
        }
    }
}
