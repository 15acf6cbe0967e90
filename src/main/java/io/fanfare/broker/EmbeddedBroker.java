package io.fanfare.broker;

import io.fanfare.fanout.Fanout;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.ReplayListener;
import java.time.InstantSource;
import java.util.List;

/** The broker within this process: an event's place is the next one. */
public final class EmbeddedBroker extends EventLog {

    /** A broker to which nobody listens. */
    public EmbeddedBroker(Fanout fanout, long epoch, HistorySettings settings, InstantSource clock) {
        this(fanout, epoch, settings, clock, ReplayListener.NONE, SubscriptionListener.NONE, AppendListener.NONE);
    }

    /** @param epoch tells this log from all others; not negative */
    public EmbeddedBroker(
            Fanout fanout,
            long epoch,
            HistorySettings settings,
            InstantSource clock,
            ReplayListener replayListener,
            SubscriptionListener listener,
            AppendListener appends) {
        super(fanout, epoch, settings, clock, replayListener, listener, appends);
    }

    @Override
    public List<Publication> publish(Submission submission) {
        return append(submission, NEXT, NEVER);
    }
}
