package io.fanfare.relay;

import io.fanfare.broker.AppendListener;
import io.fanfare.broker.EventLog;
import io.fanfare.broker.Handed;
import io.fanfare.broker.Publication;
import io.fanfare.broker.Submission;
import io.fanfare.broker.SubscriptionListener;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.Recovery;
import io.fanfare.history.ReplayListener;
import io.fanfare.history.Resume;
import io.fanfare.limit.Limits;
import io.fanfare.stomp.StompFrame;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The broker whose log is a stream that all instances read: what is published is sent there, and decided when it comes back,
 * everywhere alike.
 */
final class StreamBroker extends EventLog implements RelayedBroker, StreamReader.Log {

    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    /** More are never told at once. */
    private static final int ENOUGH_ROOM = Epoch.MOST_EVENTS / 2;

    private static final long ASK_AGAIN_NANOS = 1_000_000_000;

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

    private final Lag lag;
    private final CatchingUp catchingUp;

    /** For the places behind which offset more were asked for last, and when. */
    private long roomAskedFor = -1;

    private long roomAskedAt;
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
        this.lag = new Lag(clock);
        this.mostWaiting = limits.waitingEvents().toBytes();
        this.horizon = new Horizon(settings.window().toMillis());
        this.lane = new PublishLane(new SecureRandom().nextLong(), settings.stream());
        this.reader = new StreamReader(settings, lane, this, clock);
        this.catchingUp = new CatchingUp(reader::isLive, this::newest, settings.publishTimeout());
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
        return lag.now();
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

    /** Who is there, each instance tells its own clients. All else goes to the stream. */
    @Override
    public List<Publication> publish(Submission submission) {
        return handIn(submission).await();
    }

    @Override
    public Handed handIn(Submission submission) {
        if (submission.events().getFirst().destination().kind() == Destination.Kind.PRESENCE) {
            List<Publication> publications = append(submission, NEXT, NEVER);
            return () -> publications;
        }
        checkReachable();
        return new OnItsWay(lane, lane.send(submission), settings.publishTimeout(), nanos -> {
            published.increment();
            publishNanos.add(nanos);
        });
    }

    @Override
    protected long room(long offset) {
        return Epoch.left(offset);
    }

    /** Asks for more in time: whatever comes through the stream makes room. One thread at a time. */
    @Override
    public boolean hasRoom() {
        long newest = super.position().offset();
        boolean room = catchingUp.isOver() && room(newest) >= ENOUGH_ROOM;
        long now = System.nanoTime();
        if (!room && isLive() && (roomAskedFor != newest || now - roomAskedAt > ASK_AGAIN_NANOS)) {
            roomAskedFor = newest;
            roomAskedAt = now;
            lane.mark();
        }
        return room;
    }

    @Override
    public Position position() {
        catchingUp.await();
        return super.position();
    }

    @Override
    public void subscribe(Subscription subscription, Resume resume, Consumer<Recovery> live) {
        super.subscribe(subscription, catchingUp.await(resume, subscription.patterns()), live);
    }

    /** Where the log stands, whoever asks. */
    private Position newest() {
        return super.position();
    }

    private void checkReachable() {
        if (sending.address() == null && sending.inThisState().compareTo(settings.publishTimeout()) > 0) {
            throw OnItsWay.unreachable();
        }
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
            reached(epoch.offset(offset));
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
        if (reader.isLive()) {
            lag.read(timestamp);
        }
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
