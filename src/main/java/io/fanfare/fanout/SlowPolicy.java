package io.fanfare.fanout;

import io.fanfare.session.SlowConsumer;

/**
 * What happens to events of a subscription whose client reads too slowly.
 *
 * @param limit bytes that may wait for its session, in front of the outbox
 */
record SlowPolicy(SlowConsumer consumer, long limit) {

    /** Nothing waits in front of the outbox. */
    static final SlowPolicy PLAIN = new SlowPolicy(SlowConsumer.DISCONNECT, 0);

    /** To close a client at the outbox's own limit, nothing needs to wait in front of that. */
    static SlowPolicy of(SlowConsumer consumer, long limit) {
        return consumer == SlowConsumer.DISCONNECT ? PLAIN : new SlowPolicy(consumer, limit);
    }

    boolean isPlain() {
        return limit == 0;
    }
}
