package io.fanfare.relay;

import io.fanfare.broker.Fleet;
import io.fanfare.relay.FleetMessage.Kind;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompHeaders;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where instances hear each other: a topic at the broker that none of them keeps, and that no client's destination is called
 * like. Whoever has missed something asks for all again.
 */
final class FleetChannel implements Fleet, UpstreamLink.Use {

    private static final Logger log = LoggerFactory.getLogger(FleetChannel.class);

    private static final String RECEIPT = "fleet";

    /** For so long who asks for all is gathered, so that they are told together. */
    private static final long GATHER_MILLIS = 100;

    private static final long FAREWELL_MILLIS = 1_000;

    /** For so long others may answer who has just come. */
    private static final Duration ANSWERS = Duration.ofMillis(250);

    private final long instance = new SecureRandom().nextLong();
    private final String destination;
    private final long beatMillis;
    private final UpstreamLink link;
    private final Map<Subject, Listener> listeners = new ConcurrentHashMap<>();
    private final Roster roster = new Roster();
    private final CountDownLatch farewell = new CountDownLatch(1);
    private final Semaphore asked = new Semaphore(0);
    private final LongAdder ignored = new LongAdder();
    private final Thread beating = Thread.ofVirtual().name("fanfare-fleet").unstarted(this::beatAndRepeat);

    /** Speaks once what others say is heard. */
    private final FleetSender sender;

    private volatile long since;

    FleetChannel(Upstream upstream, RelaySettings settings) {
        this.destination = UpstreamName.ofFleet(settings);
        this.sender = new FleetSender(instance, destination);
        this.beatMillis = settings.lease().toMillis() / Roster.BEATS_IN_A_LEASE;
        this.link = new UpstreamLink("fleet", upstream, this);
    }

    void start() {
        link.start();
        beating.start();
    }

    UpstreamLink link() {
        return link;
    }

    /** How many others there are. */
    int others() {
        return roster.size();
    }

    /** How many messages were not understood, or came from nobody who is one of the fleet. */
    long ignored() {
        return ignored.sum();
    }

    /** Whether all is known that others told before this instance came. */
    boolean isKnown() {
        return sender.isConnected() && roster.isWhole() && System.nanoTime() - since > ANSWERS.toNanos();
    }

    @Override
    public void join(Subject subject, Listener listener) {
        listeners.put(subject, listener);
    }

    @Override
    public void tell(Subject subject, byte[] message) {
        sender.send(Kind.TOLD, subject, message);
    }

    /** Tells the others, and stops when the broker has taken that. */
    void stop() {
        beating.interrupt();
        sender.send(Kind.BYE);
        try {
            if (sender.isConnected() && !farewell.await(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)) {
                log.debug("The broker does not take the farewell");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        link.stop();
    }

    private void beatAndRepeat() {
        long next = System.nanoTime();
        try {
            while (true) {
                if (asked.tryAcquire(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    Thread.sleep(GATHER_MILLIS);
                    asked.drainPermits();
                    repeat();
                }
                if (System.nanoTime() - next >= 0) {
                    sender.send(Kind.BEAT);
                    next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(beatMillis);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void repeat() {
        sender.send(Kind.BEGIN);
        listeners.values().forEach(Listener::repeat);
        sender.send(Kind.END);
    }

    @Override
    public void use(UpstreamConnection fresh) throws IOException {
        fresh.send(
                StompCommand.SUBSCRIBE,
                StompHeaders.of("id", RECEIPT, "destination", destination, "ack", "auto", "receipt", RECEIPT));
        try {
            fresh.read(frame -> on(fresh, frame));
        } finally {
            sender.over(null);
        }
    }

    private void on(UpstreamConnection from, StompFrame frame) {
        if (frame.command() == StompCommand.RECEIPT) {
            roster.patient((int) (UpstreamLink.LONGEST_MILLIS / beatMillis) + 1);
            since = System.nanoTime();
            sender.over(from);
            sender.send(Kind.HELLO);
        } else if (frame.command() == StompCommand.MESSAGE) {
            try {
                take(frame);
            } catch (IOException | RuntimeException e) {
                ignored.increment();
                log.debug("A message of the fleet is passed over: {}", e.getMessage());
            }
        }
    }

    private void take(StompFrame frame) throws IOException {
        if (!FleetMessage.CONTENT_TYPE.equals(frame.header("content-type"))) {
            throw new UpstreamException("not one of the fleet's");
        }
        FleetMessage message = FleetMessage.decode(frame.body());
        if (message.instance() == instance) {
            takeOwn(message.kind());
        } else if (message.kind() == Kind.BYE) {
            if (roster.remove(message.instance())) {
                gone(message.instance(), true);
            }
        } else {
            takeOther(message);
        }
    }

    private void takeOwn(Kind kind) {
        if (kind == Kind.BEAT) {
            roster.beat().forEach(ended -> gone(ended, false));
        } else if (kind == Kind.BYE) {
            farewell.countDown();
        }
    }

    private void gone(long other, boolean inOrder) {
        log.debug("Instance {} {}", Long.toHexString(other), inOrder ? "has stopped" : "is not heard of any more");
        listeners.values().forEach(each -> each.gone(other, inOrder));
    }

    private void takeOther(FleetMessage message) throws IOException {
        long other = message.instance();
        boolean ask = roster.heard(message);
        switch (message.kind()) {
            case HELLO -> sender.send(Kind.BEAT);
            case ASK -> asked.release(message.asks(instance) ? 1 : 0);
            case BEGIN -> listeners.values().forEach(each -> each.repeating(other));
            case END -> {
                if (roster.isWhole(other)) {
                    listeners.values().forEach(each -> each.repeated(other));
                }
            }
            case TOLD -> hand(message);
            case BEAT, BYE -> {
                // says no more than that it is there
            }
        }
        if (ask) {
            sender.send(Kind.ASK, null, FleetMessage.body(other));
        }
    }

    private void hand(FleetMessage message) throws IOException {
        Listener listener = message.subject() == null ? null : listeners.get(message.subject());
        if (listener != null) {
            listener.heard(message.instance(), message.body());
        }
    }
}
