package io.fanfare.broker;

import io.fanfare.event.Destination;
import io.fanfare.limit.LimitException;
import io.fanfare.session.Session;
import org.jspecify.annotations.Nullable;

/** Queues of a broker behind this instance: each message that is sent to one goes to one consumer. Thread-safe. */
public interface Queues {

    /** Where there is no such broker. */
    Queues NONE = new Queues() {
        @Override
        public String refusal(Destination queue) {
            return "Queues are those of a shared broker, which a relay has (fanfare.broker.mode=relay) and this service has"
                    + " not: use /topic/ or /user/.";
        }

        @Override
        public int prefetch() {
            return 0;
        }

        @Override
        public Handed handIn(Submission submission) {
            throw new InvalidEventException(
                    "destination", refusal(submission.events().getFirst().destination()));
        }

        @Override
        public QueueConsumer open(Session session) {
            throw new IllegalStateException("Every queue is refused");
        }
    };

    /** Why this one can be neither consumed from nor sent to, in a sentence; null if it can. */
    @Nullable
    String refusal(Destination queue);

    /** How many messages of a subscription may be on their way or unacknowledged at a time. */
    int prefetch();

    /**
     * Sends each event to its queue. It is decided when the broker has them all, or has not taken them in time, which is an
     * {@link UnavailableException}; some may be sent all the same.
     *
     * @throws InvalidEventException if it asks for what queues do not know
     * @throws UnavailableException if none can be sent now
     */
    Handed handIn(Submission submission);

    /**
     * A session's own way to its queues.
     *
     * @throws LimitException if there are as many already as there may be
     * @throws UnavailableException if the broker has yet to end what the session has left before
     */
    QueueConsumer open(Session session);
}
