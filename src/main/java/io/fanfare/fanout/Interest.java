package io.fanfare.fanout;

import io.fanfare.event.DestinationPattern;

/** One pattern of a subscription. Guarded by the log's lock. */
final class Interest {

    final Subscription subscription;
    final DestinationPattern pattern;

    /** Its place among those of the same pattern; -1 while it has none. */
    int place = -1;

    Interest(Subscription subscription, DestinationPattern pattern) {
        this.subscription = subscription;
        this.pattern = pattern;
    }
}
