package io.fanfare.broker;

import io.fanfare.fanout.Subscription;

/**
 * Hears when subscriptions begin and end. Called on the subscriber's thread, without the log's lock; must be fast and must not
 * throw. The calls for one subscription come one after the other, those for several in any order.
 */
public interface SubscriptionListener {

    /** For whom does not listen. */
    SubscriptionListener NONE = new SubscriptionListener() {};

    /** Called once for each subscription, before its client knows that it is live. */
    default void began(Subscription subscription) {}

    /** Called once for each subscription that began, however it ends. */
    default void ended(Subscription subscription) {}
}
