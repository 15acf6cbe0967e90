package io.fanfare.relay;

import io.fanfare.broker.AppendListener;
import io.fanfare.broker.EventLog;
import io.fanfare.broker.Publication;
import io.fanfare.broker.Submission;
import io.fanfare.broker.SubscriptionListener;
import io.fanfare.broker.UnavailableException;
import io.fanfare.event.Event;
import io.fanfare.fanout.Fanout;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.ReplayListener;
import io.fanfare.limit.Limits;
import io.fanfare.stomp.StompFrame;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The broker whose log is a stream that all instances read: what is published is sent there, and decided when it comes back,
 * everywhere alike.
 */
final class StreamBroker extends EventLog implements RelayedBroker, StreamReader.Log {

    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    /** The scope of those that publish by other ways. */
    private static final String FOREIGN = "foreign";

    private final RelaySettings settings;
    private final long mostWaiting;
    private final PublishLane lane;
    private final StreamReader reader;
    private final UpstreamLink sending;
    private final UpstreamLink reading;
    private final UpstreamLink binding;
    private final ForeignEvents foreign;
    private final InstantSource clock;

    /** Belongs to the reader, as does what is below. */
    private final Tokens tokens = new Tokens();

    private final Horizon horizon;
    private Epoch epoch = new Epoch(0);

    /** When an event that was read was handed in, the last of them; 0 if there was none. */
    private long latest;

    private boolean bound;

    private volatile long lagMillis;
    private final LongAdder published = new LongAdder();
    private final LongAdder publishNanos = new LongAdder();

    StreamBroker(
            Upstream upstream,
            RelaySettings settings,
            Limits limits,
            Fanout fanout,
            HistorySettings history,
            InstantSource clock,
            ReplayListener replays,
            SubscriptionListener subscriptions,
            AppendListener appends) {
        super(fanout, 0, history, clock, replays, subscriptions, appends);
        this.settings = settings;
        this.clock = clock;
        this.mostWaiting = limits.waitingEvents().toBytes();
        this.horizon = new Horizon(settings.window().toMillis());
        this.lane = new PublishLane(new SecureRandom().nextLong(), settings.stream());
        this.reader = new StreamReader(settings, lane, this, clock);
        this.sending = new UpstreamLink("publish", upstream, lane);
        this.reading = new UpstreamLink("stream", upstream, reader);
        this.binding = new UpstreamLink("foreign", upstream, new ForeignBinding(settings));
        this.foreign = new ForeignEvents(settings, limits);
    }

    @Override
    public void start() {
        reading.start();
        sending.start();
    }

    @Override
    public void stop() {
        sideLinks().forEach(UpstreamLink::stop);
        sending.stop();
        reading.stop();
    }

    @Override
    public List<UpstreamLink> links() {
        return List.of(sending, reading);
    }

    @Override
    public List<UpstreamLink> sideLinks() {
        return settings.foreign().isEmpty() ? List.of() : List.of(binding);
    }

    @Override
    public long foreign(ForeignOutcome outcome) {
        return foreign.count(outcome);
    }

    @Override
    public boolean isLive() {
        return reader.isLive() && sending.address() != null;
    }

    @Override
    public Duration away() {
        if (isLive()) {
            return Duration.ZERO;
        }
        return links().stream()
                .filter(link -> link.address() == null)
                .map(UpstreamLink::inThisState)
                .max(Duration::compareTo)
                .orElseGet(reader::inThisPhase);
    }

    @Override
    public Duration lag() {
        return Duration.ofMillis(lagMillis);
    }

    @Override
    public long unconfirmedBytes() {
        return lane.bytes();
    }

    @Override
    public long published() {
        return published.sum();
    }

    @Override
    public Duration publishTime() {
        return Duration.ofNanos(publishNanos.sum());
    }

    @Override
    public List<Publication> publish(Submission submission) {
        checkReachable();
        long start = System.nanoTime();
        PublishLane.Pending pending = lane.send(submission);
        try {
            List<Publication> publications =
                    pending.answer().get(settings.publishTimeout().toNanos(), TimeUnit.NANOSECONDS);
            published.increment();
            publishNanos.add(System.nanoTime() - start);
            return publications;
        } catch (TimeoutException e) {
            throw lane.abandon(pending)
                    ? new UnavailableException("The broker did not answer in time (fanfare.relay.publish-timeout): the"
                            + " event may be published all the same. Try again; with an id it is published once.")
                    : unreachable();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lane.abandon(pending);
            throw unreachable();
        }
    }

    private void checkReachable() {
        if (sending.address() == null && sending.inThisState().compareTo(settings.publishTimeout()) > 0) {
            throw unreachable();
        }
    }

    private static UnavailableException unreachable() {
        return new UnavailableException("The broker cannot be reached: try again later.");
    }

    @Override
    public long waitingBytes() {
        return super.waitingBytes() + lane.bytes();
    }

    @Override
    public void begin(Epoch newEpoch, long firstOffset) {
        epoch = newEpoch;
        horizon.clear();
        bind();
        begin(newEpoch.value(), newEpoch.offset(firstOffset), firstOffset == 0);
    }

    /** Not before the stream is there: RabbitMQ fails who declares it at the same moment as another. */
    private void bind() {
        if (!bound) {
            bound = true;
            sideLinks().forEach(UpstreamLink::start);
        }
    }

    @Override
    public void gap(long nextOffset) {
        begin(epoch.value(), epoch.offset(nextOffset), false);
    }

    @Override
    public void take(long offset, StompFrame message, @Nullable LogMessage known) {
        if (known == null) {
            takeForeign(offset, message);
            return;
        }
        if (!tokens.add(known.token())) {
            return;
        }
        PublishLane.Pending own = lane.arrived(known.token());
        if (known instanceof LogMessage.Handed handed) {
            take(offset, handed.submission(), own);
        } else {
            reached(epoch.lastOffset(offset));
        }
    }

    /** It has no id, and expects no position; so the times of others decide nothing. */
    private void takeForeign(long offset, StompFrame message) {
        long now = reader.isLive() || latest == 0 ? clock.millis() : latest;
        Event event = foreign.event(message, now);
        if (event != null) {
            append(Submission.ofLog(FOREIGN, List.of(event), null), epoch.offset(offset), NEVER);
        }
    }

    private void take(long offset, Submission submission, PublishLane.@Nullable Pending own) {
        long timestamp = submission.events().getFirst().timestamp();
        long at = epoch.offset(offset);
        long counts = horizon.advance(timestamp, at);
        latest = Math.max(latest, timestamp);
        lagMillis = Math.max(0, clock.millis() - timestamp);
        try {
            List<Publication> publications = append(submission, at, counts);
            if (own != null) {
                own.answer()
                        .complete(
                                publications.stream().map(Publication::ofShared).toList());
            }
        } catch (RuntimeException e) {
            if (own != null) {
                own.answer().completeExceptionally(e);
            }
        }
    }

    @Override
    public void awaitRoom() throws IOException {
        while (super.waitingBytes() > mostWaiting) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            if (Thread.interrupted()) {
                throw new UpstreamException("stopped");
            }
        }
    }
}
