package io.fanfare.websocket;

import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.OverloadedException;
import io.fanfare.broker.Publisher;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.event.InvalidDestinationException;
import io.fanfare.fanout.AckMode;
import io.fanfare.fanout.Subscription;
import io.fanfare.security.AccessControl;
import io.fanfare.session.Burst;
import io.fanfare.session.CloseReason;
import io.fanfare.session.ErrorFrames;
import io.fanfare.session.Session;
import io.fanfare.stomp.HeartBeat;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompDecoder;
import io.fanfare.stomp.StompEncoder;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompHeaders;
import io.fanfare.stomp.StompLimits;
import io.fanfare.stomp.StompVersion;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The STOMP conversation of one session: what each frame of its client does. Frames are handled one after the other, on
 * the thread that brings them; the end of the transport may be told at any time, on any thread.
 */
final class Conversation {

    private static final int MOST_HEADERS = 100;
    private static final int LONGEST_HEADER = 10_240;

    /** With its escapes it must fit the head of a MESSAGE. */
    private static final int LONGEST_SUBSCRIPTION_ID = 100;

    /** How long a client may take to close its connection after DISCONNECT. */
    private static final long LINGER_NANOS = 1_000_000_000;

    private enum State {
        /** Nothing was agreed on yet. */
        OPEN,
        CONNECTED,
        /** The client said DISCONNECT; what it says now is not heard. */
        DISCONNECTED,
        /** This side ends it; what the client says now is not heard. */
        CLOSED
    }

    private final Session session;
    private final StompServices services;
    private final @Nullable StompVersion subprotocol;
    private final StompDecoder decoder;
    private final Map<String, Subscription> subscriptions = new HashMap<>();
    private final Transactions transactions;
    private final ReentrantLock turn = new ReentrantLock();
    private State state = State.OPEN;
    private long numbers;
    private volatile boolean ended;
    private boolean settled;

    /** When the client must have gone on, by {@link System#nanoTime}; 0 for never. */
    private volatile long deadline;

    private volatile String deadlineMessage = "";
    private volatile CloseReason deadlineReason = CloseReason.PROTOCOL_ERROR;

    Conversation(Session session, StompServices services, @Nullable StompVersion subprotocol) {
        this.session = session;
        this.services = services;
        this.subprotocol = subprotocol;
        this.decoder = new StompDecoder(
                new StompLimits((int) services.settings().maxFrameSize().toBytes(), MOST_HEADERS, LONGEST_HEADER));
        this.transactions = new Transactions(services.limits());
        session.watch(this::visit);
        expect(
                services.limits().connectTimeout().toNanos(),
                CloseReason.PROTOCOL_ERROR,
                "No CONNECT came in time (fanfare.limits.connect-timeout).");
    }

    Session session() {
        return session;
    }

    /** Takes bytes from the client, in the order in which they came. */
    void received(ByteBuffer bytes) {
        session.heard();
        turn.lock();
        try {
            decoder.decode(bytes, this::on);
            boundFrameTime();
        } catch (StompException e) {
            fail(e.tooBig() ? CloseReason.TOO_BIG : CloseReason.PROTOCOL_ERROR, e.message(), e.receiptId());
        } finally {
            turn.unlock();
        }
        settle();
    }

    /** The transport has ended: gives back all that the session holds. */
    void ended() {
        ended = true;
        settle();
    }

    /** Whoever holds the turn last sees to the end, so that no one waits for a turn to end a session. */
    private void settle() {
        while (ended && turn.tryLock()) {
            try {
                if (!settled) {
                    settled = true;
                    state = State.CLOSED;
                    transactions.clear();
                    List.copyOf(subscriptions.values()).forEach(subscription -> drop(subscription, () -> {}));
                }
                return;
            } finally {
                turn.unlock();
            }
        }
    }

    private void visit(long now) {
        long due = deadline;
        if (due != 0 && now - due > 0) {
            session.close(deadlineReason, ErrorFrames.of(deadlineReason, deadlineMessage, null, session.version()));
        }
    }

    private void expect(long nanos, CloseReason reason, String message) {
        deadlineReason = reason;
        deadlineMessage = message;
        deadline = System.nanoTime() + nanos;
    }

    private void boundFrameTime() {
        if (state != State.CONNECTED) {
            return;
        }
        if (!decoder.incomplete()) {
            deadline = 0;
        } else if (deadline == 0) {
            expect(
                    services.limits().frameTimeout().toNanos(),
                    CloseReason.PROTOCOL_ERROR,
                    "A frame was begun and not finished in time (fanfare.limits.frame-timeout).");
        }
    }

    private void on(StompFrame frame) {
        switch (state) {
            case OPEN -> onFirst(frame);
            case CONNECTED -> onNext(frame);
            case DISCONNECTED, CLOSED -> {
                // not heard any more
            }
        }
    }

    private void onFirst(StompFrame frame) {
        switch (frame.command()) {
            case CONNECT, STOMP -> connect(frame);
            default -> fail(frame, "The first frame must be CONNECT or STOMP, not " + frame.command() + ".");
        }
    }

    private void onNext(StompFrame frame) {
        try {
            switch (frame.command()) {
                case SEND -> send(frame);
                case SUBSCRIBE -> subscribe(frame);
                case UNSUBSCRIBE -> unsubscribe(frame);
                case ACK, NACK -> acknowledge(frame);
                case BEGIN -> begin(frame);
                case COMMIT -> commit(frame);
                case ABORT -> abort(frame);
                case DISCONNECT -> disconnect(frame);
                case CONNECT, STOMP -> fail(frame, "The session is connected already.");
                default -> fail(frame, frame.command() + " is a server's frame; a client must not send it.");
            }
        } catch (StompException e) {
            fail(frame, e.message());
        } catch (InvalidDestinationException | InvalidEventException e) {
            fail(frame, String.valueOf(e.getMessage()));
        } catch (OverloadedException e) {
            fail(CloseReason.OVERLOAD, String.valueOf(e.getMessage()), frame.header("receipt"));
        }
    }

    // CONNECT

    private void connect(StompFrame frame) {
        StompVersion version = agree(frame.header("accept-version"));
        if (version == null) {
            failVersion();
            return;
        }
        HeartBeat wanted;
        try {
            wanted = HeartBeat.parse(frame.header("heart-beat"));
        } catch (StompException e) {
            fail(frame, e.message());
            return;
        }
        if (!services.access().isOpen()) {
            fail(CloseReason.UNAUTHENTICATED, AccessControl.REFUSAL, null);
            return;
        }
        connected(version, wanted, frame.header("login"));
    }

    private @Nullable StompVersion agree(@Nullable String acceptVersion) {
        StompVersion highest = StompVersion.highestCommon(acceptVersion);
        if (subprotocol == null || subprotocol == highest) {
            return highest;
        }
        return StompVersion.highestCommon(acceptVersion) != null && accepts(acceptVersion, subprotocol)
                ? subprotocol
                : null;
    }

    private static boolean accepts(@Nullable String acceptVersion, StompVersion version) {
        return acceptVersion != null
                && Arrays.stream(acceptVersion.split(",")).map(String::strip).anyMatch(version.text()::equals);
    }

    private void connected(StompVersion version, HeartBeat wanted, @Nullable String login) {
        int every = (int) services.settings().heartbeat().toMillis();
        HeartBeat ours = new HeartBeat(every, every);
        String user = login == null || login.isEmpty() ? null : login;
        state = State.CONNECTED;
        deadline = 0;
        decoder.version(version);
        session.connected(version, user);
        StompHeaders headers = StompHeaders.of(
                "version",
                version.text(),
                "session",
                session.id(),
                "server",
                services.server(),
                "heart-beat",
                ours.text());
        if (user != null) {
            headers.add("user-name", user);
        }
        headers.add("position", services.broker().position().toString());
        answer(StompCommand.CONNECTED, headers);
        session.beat(ours.negotiate(wanted), every);
    }

    private void failVersion() {
        String spoken = subprotocol == null ? "1.2,1.1,1.0" : subprotocol.text();
        String message = subprotocol == null
                ? "None of the versions in accept-version is spoken here: " + spoken + "."
                : "The WebSocket subprotocol is " + subprotocol.subprotocol() + ", but accept-version does not list "
                        + spoken + ".";
        state = State.CLOSED;
        session.close(CloseReason.PROTOCOL_ERROR, ErrorFrames.ofVersion(message, spoken));
    }

    // SEND

    private void send(StompFrame frame) {
        Event event = SendFrames.event(frame, session.user(), services.clock().millis());
        String transaction = frame.header("transaction");
        if (transaction == null) {
            services.publisher().publish(event, Publisher.Source.STOMP);
        } else {
            services.publisher().check(event, Publisher.Source.STOMP);
            transactions.get(transaction).add(event);
        }
        receipt(frame);
    }

    // SUBSCRIBE and UNSUBSCRIBE

    private void subscribe(StompFrame frame) {
        DestinationPattern pattern = DestinationPattern.parse(required(frame, "destination"));
        checkSubscribable(pattern);
        String id = subscriptionId(frame);
        if (subscriptions.containsKey(id)) {
            throw new StompException(
                    "The subscription id '" + id + "' is in use: choose another, or UNSUBSCRIBE first.");
        }
        if (subscriptions.size() >= services.limits().subscriptions()) {
            fail(
                    CloseReason.LIMIT,
                    "A session has at most " + services.limits().subscriptions()
                            + " subscriptions (fanfare.limits.subscriptions).",
                    frame.header("receipt"));
            return;
        }
        Subscription subscription = subscription(frame, id, pattern);
        subscriptions.put(id, subscription);
        session.subscriptions().incrementAndGet();
        services.broker().subscribe(subscription, () -> receipt(frame));
    }

    private static void checkSubscribable(DestinationPattern pattern) {
        switch (pattern.kind()) {
            case QUEUE ->
                throw new StompException("Queues need the relay: set fanfare.broker.mode=relay, or subscribe to"
                        + " /topic/ or /user/.");
            case PRESENCE -> throw new StompException("Presence is not kept: subscribe to /topic/ or /user/.");
            case TOPIC, USER -> {
                // these are served
            }
        }
    }

    /** STOMP 1.0 lets a client leave out the id; then the destination names the subscription. */
    private String subscriptionId(StompFrame frame) {
        String id = session.version() == StompVersion.V1_0 && frame.header("id") == null
                ? required(frame, "destination")
                : required(frame, "id");
        if (session.version() != StompVersion.V1_0 && id.length() > LONGEST_SUBSCRIPTION_ID) {
            throw new StompException("A subscription id has at most " + LONGEST_SUBSCRIPTION_ID + " characters.");
        }
        return id;
    }

    private Subscription subscription(StompFrame frame, String id, DestinationPattern pattern) {
        AckMode mode = AckMode.of(frame.header("ack"));
        String prefetch = frame.header("prefetch-count");
        if (mode == null) {
            throw new StompException(
                    "ack must be auto, client or client-individual, not '" + frame.header("ack") + "'.");
        }
        if (mode == AckMode.AUTO) {
            if (prefetch != null) {
                throw new StompException("prefetch-count needs ack:client or ack:client-individual.");
            }
            return services.fanout().subscription(session, id, pattern);
        }
        int most = services.limits().unacknowledged();
        return services.fanout()
                .subscription(
                        session,
                        id,
                        pattern,
                        mode,
                        ++numbers,
                        prefetch == null ? most : prefetchCount(prefetch, most),
                        session.outbox().limit());
    }

    private static int prefetchCount(String header, int most) {
        try {
            int count = Integer.parseInt(header);
            if (count > 0) {
                return Math.min(count, most);
            }
        } catch (NumberFormatException e) {
            // the sentence below says it
        }
        throw new StompException("prefetch-count must be a number from 1, not '" + header + "'.");
    }

    private void unsubscribe(StompFrame frame) {
        String id = subscriptionId(frame);
        Subscription subscription = subscriptions.get(id);
        if (subscription == null) {
            throw new StompException("There is no subscription with the id '" + id + "'.");
        }
        drop(subscription, () -> receipt(frame));
    }

    private void drop(Subscription subscription, Runnable gone) {
        subscriptions.remove(subscription.id());
        session.subscriptions().decrementAndGet();
        services.broker().unsubscribe(subscription, gone);
    }

    // ACK and NACK

    private void acknowledge(StompFrame frame) {
        Acknowledgement acknowledgement = Acknowledgement.of(frame, session.version(), subscriptions.values());
        String transaction = frame.header("transaction");
        if (transaction == null) {
            settle(acknowledgement);
        } else {
            transactions.get(transaction).add(acknowledgement);
        }
        receipt(frame);
    }

    private void settle(Acknowledgement acknowledgement) {
        int settled = acknowledgement.settle();
        if (settled > 0) {
            services.listener().acknowledged(settled, acknowledgement.positive());
        }
    }

    // Transactions

    private void begin(StompFrame frame) {
        transactions.begin(required(frame, "transaction"));
        receipt(frame);
    }

    private void commit(StompFrame frame) {
        Transactions.Transaction transaction = transactions.end(required(frame, "transaction"));
        if (!transaction.events().isEmpty()) {
            services.publisher().publish(transaction.events(), Publisher.Source.STOMP);
        }
        transaction.acknowledgements().forEach(this::settle);
        receipt(frame);
    }

    private void abort(StompFrame frame) {
        transactions.end(required(frame, "transaction"));
        receipt(frame);
    }

    // DISCONNECT

    private void disconnect(StompFrame frame) {
        state = State.DISCONNECTED;
        transactions.clear();
        List.copyOf(subscriptions.values()).forEach(subscription -> drop(subscription, () -> {}));
        if (frame.header("receipt") == null) {
            session.close(CloseReason.DISCONNECTED);
        } else {
            receipt(frame);
            expect(LINGER_NANOS, CloseReason.DISCONNECTED, "");
        }
    }

    // Answers

    private static String required(StompFrame frame, String header) {
        String value = frame.header(header);
        if (value == null || value.isEmpty()) {
            throw new StompException(frame.command() + " needs the header " + header + ".");
        }
        return value;
    }

    private void receipt(StompFrame frame) {
        String receipt = frame.header("receipt");
        if (receipt != null) {
            answer(StompCommand.RECEIPT, StompHeaders.of("receipt-id", receipt));
        }
    }

    private void answer(StompCommand command, StompHeaders headers) {
        session.send(Burst.of(StompEncoder.encode(command, session.version(), headers, new byte[0])));
    }

    private void fail(StompFrame frame, String message) {
        fail(CloseReason.PROTOCOL_ERROR, message, frame.header("receipt"));
    }

    private void fail(CloseReason reason, String message, @Nullable String receipt) {
        if (state == State.DISCONNECTED) {
            return;
        }
        state = State.CLOSED;
        session.close(reason, ErrorFrames.of(reason, message, receipt, session.version()));
    }
}
