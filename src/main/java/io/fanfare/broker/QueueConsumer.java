package io.fanfare.broker;

import io.fanfare.fanout.Subscription;

/**
 * What brings a session the messages of its queues. What a subscription was sent and has not acknowledged goes to others when
 * it ends. Thread-safe; nothing here waits for the broker.
 */
public interface QueueConsumer {

    /**
     * Begins; what was lost on the way to the broker is begun again, as often as it takes.
     *
     * @param subscription to one queue, without wildcards
     * @param prefetch how many messages may be on their way or unacknowledged at a time
     * @param live runs once, when the broker serves it, before its first message
     * @throws UnavailableException if too many have ended that the broker does not know of
     */
    void subscribe(Subscription subscription, int prefetch, Runnable live);

    /** Ends one: no message of it comes once this has returned. */
    void unsubscribe(Subscription subscription);

    /** Ends all of them: the session leaves, or has no more use for it. */
    void close();
}
