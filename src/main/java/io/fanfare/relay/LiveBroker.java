package io.fanfare.relay;

import io.fanfare.broker.AppendListener;
import io.fanfare.broker.EventLog;
import io.fanfare.broker.Handed;
import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.Publication;
import io.fanfare.broker.Submission;
import io.fanfare.broker.SubscriptionListener;
import io.fanfare.broker.UnavailableException;
import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes events on through any STOMP broker, to instances where someone subscribes to them, and keeps none. Positions are this
 * instance's own.
 */
final class LiveBroker extends EventLog implements RelayedBroker, LiveReader.Target {

    private static final Logger log = LoggerFactory.getLogger(LiveBroker.class);
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final RelaySettings settings;
    private final long mostWaiting;
    private final LiveLane lane;
    private final LiveReader reader = new LiveReader(this);
    private final UpstreamLink sending;
    private final UpstreamLink reading;
    private final Tokens tokens = new Tokens();
    private final AtomicLong ids = new AtomicLong();
    private final String idPrefix;
    private final LongAdder published = new LongAdder();
    private final LongAdder publishNanos = new LongAdder();
    private final Lag lag;

    LiveBroker(
            Upstream upstream,
            RelaySettings settings,
            Limits limits,
            Fanout fanout,
            HistorySettings history,
            InstantSource clock,
            ReplayListener replays,
            SubscriptionListener subscriptions,
            AppendListener appends) {
        super(fanout, clock.millis(), history.withoutRules(), clock, replays, subscriptions, appends);
        this.settings = settings;
        this.lag = new Lag(clock);
        this.mostWaiting = limits.waitingEvents().toBytes();
        long instance = new SecureRandom().nextLong();
        this.idPrefix = Long.toHexString(instance) + "-";
        this.lane = new LiveLane(instance);
        this.sending = new UpstreamLink("publish", upstream, lane);
        this.reading = new UpstreamLink("subscribe", upstream, reader);
    }

    @Override
    public void start() {
        reading.start();
        sending.start();
    }

    @Override
    public void stop() {
        sending.stop();
        reading.stop();
    }

    @Override
    public List<UpstreamLink> links() {
        return List.of(sending, reading);
    }

    @Override
    public boolean isLive() {
        return links().stream().allMatch(link -> link.address() != null);
    }

    @Override
    public Duration away() {
        return links().stream()
                .filter(link -> link.address() == null)
                .map(UpstreamLink::inThisState)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
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

    @Override
    public long waitingBytes() {
        return super.waitingBytes() + lane.bytes();
    }

    @Override
    public List<Publication> publish(Submission submission) {
        return handIn(submission).await();
    }

    /** Who is there, each instance tells its own clients; all else goes to the broker. */
    @Override
    public Handed handIn(Submission submission) {
        if (submission.events().getFirst().destination().kind() == Destination.Kind.PRESENCE) {
            List<Publication> here = append(submission, NEXT, NEVER);
            return () -> here;
        }
        if (submission.expected() != null) {
            throw new InvalidEventException(
                    "expectedPosition", "There are no positions here (fanfare.relay.log is none): leave it out.");
        }
        if (sending.address() == null && sending.inThisState().compareTo(settings.publishTimeout()) > 0) {
            throw unreachable();
        }
        return send(submission);
    }

    private Handed send(Submission submission) {
        long start = System.nanoTime();
        List<CompletableFuture<@Nullable Void>> taken = new ArrayList<>();
        List<Publication> publications = new ArrayList<>();
        for (Event event : submission.events()) {
            taken.add(lane.send(event, submission.scope()));
            String id = event.id() == null ? idPrefix + ids.getAndIncrement() : event.id();
            publications.add(Publication.passedOn(id, event.destination()));
        }
        CompletableFuture<?> all = CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new))
                .thenRun(() -> {
                    published.increment();
                    publishNanos.add(System.nanoTime() - start);
                });
        return new Handed() {
            @Override
            public List<Publication> await() {
                LiveBroker.this.await(all, taken, start);
                return publications;
            }

            @Override
            public boolean isDecided() {
                return all.isDone();
            }
        };
    }

    private void await(CompletableFuture<?> all, List<CompletableFuture<@Nullable Void>> taken, long start) {
        try {
            long left = settings.publishTimeout().toNanos() - (System.nanoTime() - start);
            all.get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            lane.abandon(taken);
            throw unreachable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable();
        }
    }

    private static UnavailableException unreachable() {
        return new UnavailableException("The broker has not taken it in time: try again later.");
    }

    /** Waits until the broker sends what is subscribed to; if it is away, that is told as a gap later. */
    @Override
    public void subscribe(Subscription subscription, Resume resume, Consumer<Recovery> live) {
        List<CompletableFuture<@Nullable Void>> begun = new ArrayList<>();
        for (DestinationPattern pattern : subscription.patterns()) {
            if (pattern.kind() != Destination.Kind.PRESENCE) {
                begun.add(reader.add(UpstreamName.of(pattern)));
            }
        }
        try {
            CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new))
                    .get(settings.publishTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.debug("The broker does not answer a subscription");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        super.subscribe(subscription, resume, live);
    }

    @Override
    public void unsubscribe(Subscription subscription, Runnable gone) {
        for (DestinationPattern pattern : subscription.patterns()) {
            if (pattern.kind() != Destination.Kind.PRESENCE) {
                reader.remove(UpstreamName.of(pattern));
            }
        }
        super.unsubscribe(subscription, gone);
    }

    /** What several subscriptions at the broker match comes once for each of them, and counts once. */
    @Override
    public void take(StompFrame message) {
        try {
            if (LogCodec.CONTENT_TYPE.equals(message.header("content-type"))
                    && LogCodec.decode(message.body()) instanceof LogMessage.Handed handed
                    && tokens.add(handed.token())) {
                long timestamp = handed.submission().events().getFirst().timestamp();
                lag.read(timestamp);
                append(handed.submission(), NEXT, NEVER);
            }
        } catch (IOException | RuntimeException e) {
            log.debug("A message of the broker is passed over: {}", e.getMessage());
        }
    }

    @Override
    public void restored() {
        lost();
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
