package io.fanfare.relay;

import io.fanfare.broker.Broker;
import java.time.Duration;
import java.util.List;

/** A broker behind connections of this instance. */
interface RelayedBroker extends Broker {

    void start();

    void stop();

    /** What has to be there for events to come through. */
    List<UpstreamLink> links();

    /** What else there is. */
    default List<UpstreamLink> sideLinks() {
        return List.of();
    }

    /** How much of what others have published was read here, and became that. */
    default long foreign(ForeignOutcome outcome) {
        return 0;
    }

    /** Whether what is published comes through, and all is known that has to be. */
    boolean isLive();

    /** For how long it has not been live; zero while it is. */
    Duration away();

    /** How long the last event took from its being handed in to some instance; 0 if none was read for a minute. */
    Duration lag();

    /** Bytes that were published here and have not come back. */
    long unconfirmedBytes();

    /** How many were published here, and came back. */
    long published();

    /** How long all of these took together. */
    Duration publishTime();
}
