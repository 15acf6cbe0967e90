package io.fanfare.websocket;

import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.OverloadedException;
import io.fanfare.broker.PublishListener;
import io.fanfare.broker.Publisher;
import io.fanfare.event.Event;
import io.fanfare.event.InvalidDestinationException;
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
import io.fanfare.stomp.StompVersion;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The STOMP conversation of one session: what each frame of its client does. Frames are handled one after the other, on
 * the thread that brings them; the end of the transport may be told at any time, on any thread.
 */
final class Conversation {

    /** How long a client may take to close its connection after DISCONNECT. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final byte[] NO_BODY = {};

    private enum State {
        /** Nothing was agreed on yet. */
        OPEN,
        CONNECTED,
        /** Either side has ended it; what the client says now is not heard. */
        OVER
    }

    private final Session session;
    private final StompServices services;
    private final @Nullable StompVersion subprotocol;
    private final StompDecoder decoder;
    private final Deadline deadline;
    private final Subscriptions subscriptions;
    private final Transactions transactions;
    private final ReentrantLock turn = new ReentrantLock();
    private State state = State.OPEN;
    private volatile boolean ended;

    /** @param subprotocol the version that the WebSocket handshake agreed on, or null */
    Conversation(Session session, StompServices services, @Nullable StompVersion subprotocol) {
        this.session = session;
        this.services = services;
        this.subprotocol = subprotocol;
        this.decoder = new StompDecoder(services.frameLimits());
        this.deadline = new Deadline(session);
        this.subscriptions = new Subscriptions(session, services);
        this.transactions = new Transactions(services.limits());
        deadline.set(
                services.limits().connectTimeout(),
                CloseReason.PROTOCOL_ERROR,
                "No CONNECT came in time (fanfare.limits.connect-timeout).");
        session.watch(deadline::visit);
    }

    Session session() {
        return session;
    }

    /** Takes bytes from the client, in the order in which they came. */
    void received(ByteBuffer bytes) {
        session.heard();
        if (session.isClosing()) {
            return;
        }
        turn.lock();
        try {
            decoder.decode(bytes, this::on);
            boundFrameTime();
        } catch (StompException e) {
            fail(e.tooBig() ? CloseReason.TOO_BIG : CloseReason.PROTOCOL_ERROR, e.message(), e.receiptId());
        } finally {
            turn.unlock();
        }
        giveBack();
    }

    /** A text message of the client is not UTF-8 (RFC 6455, section 8.1). */
    void refuseText() {
        turn.lock();
        try {
            fail(CloseReason.BAD_TEXT, "A text message is not valid UTF-8.", null);
        } finally {
            turn.unlock();
        }
        giveBack();
    }

    /** The transport has ended: gives back all that the session holds. */
    void ended() {
        ended = true;
        giveBack();
    }

    /** Whoever has the turn last gives back, so that no one waits for a turn to end a session. */
    private void giveBack() {
        if (ended && turn.tryLock()) {
            try {
                over();
            } finally {
                turn.unlock();
            }
        }
    }

    private void over() {
        state = State.OVER;
        transactions.clear();
        subscriptions.endAll();
    }

    private void boundFrameTime() {
        if (state != State.CONNECTED) {
            return;
        }
        if (!decoder.incomplete()) {
            deadline.clear();
        } else if (!deadline.isSet()) {
            deadline.set(
                    services.limits().frameTimeout(),
                    CloseReason.PROTOCOL_ERROR,
                    "A frame was begun and not finished in time (fanfare.limits.frame-timeout).");
        }
    }

    private void on(StompFrame frame) {
        try {
            switch (state) {
                case OPEN -> onFirst(frame);
                case CONNECTED -> onNext(frame);
                case OVER -> {
                    // not heard any more
                }
            }
        } catch (StompException e) {
            fail(frame, e.message());
        } catch (InvalidDestinationException | InvalidEventException e) {
            fail(frame, String.valueOf(e.getMessage()));
        } catch (LimitException e) {
            fail(CloseReason.LIMIT, String.valueOf(e.getMessage()), frame.header("receipt"));
        } catch (OverloadedException e) {
            fail(CloseReason.OVERLOAD, String.valueOf(e.getMessage()), frame.header("receipt"));
        }
    }

    private void onFirst(StompFrame frame) {
        switch (frame.command()) {
            case CONNECT, STOMP -> connect(frame);
            default -> fail(frame, "The first frame must be CONNECT or STOMP, not " + frame.command() + ".");
        }
    }

    private void onNext(StompFrame frame) {
        switch (frame.command()) {
            case SEND -> send(frame);
            case SUBSCRIBE -> subscriptions.subscribe(frame, () -> subscribed(frame));
            case UNSUBSCRIBE -> subscriptions.unsubscribe(frame, () -> receipt(frame));
            case ACK, NACK -> acknowledge(frame);
            case BEGIN -> begin(frame);
            case COMMIT -> commit(frame);
            case ABORT -> abort(frame);
            case DISCONNECT -> disconnect(frame);
            case CONNECT, STOMP -> fail(frame, "The session is connected already.");
            default -> fail(frame, frame.command() + " is a server's frame; a client must not send it.");
        }
    }

    private void connect(StompFrame frame) {
        Agreement agreement;
        try {
            agreement = Agreement.of(frame, subprotocol);
        } catch (Agreement.NoCommonVersion e) {
            over();
            session.close(CloseReason.PROTOCOL_ERROR, ErrorFrames.ofVersion(e.message(), e.spoken()));
            return;
        }
        if (services.access().isOpen()) {
            connected(agreement);
        } else {
            fail(CloseReason.UNAUTHENTICATED, AccessControl.REFUSAL, null);
        }
    }

    private void connected(Agreement agreement) {
        int every = (int) services.settings().heartbeat().toMillis();
        HeartBeat ours = new HeartBeat(every, every);
        String user = agreement.login();
        state = State.CONNECTED;
        deadline.clear();
        decoder.version(agreement.version());
        session.connected(agreement.version(), user);
        StompHeaders headers = StompHeaders.of(
                "version", agreement.version().text(),
                "session", session.id(),
                "server", services.server(),
                "heart-beat", ours.text());
        if (user != null) {
            headers.add("user-name", user);
        }
        headers.add("position", services.broker().position().toString());
        answer(StompCommand.CONNECTED, headers);
        session.beat(ours.negotiate(agreement.heartBeat()), every);
    }

    private void send(StompFrame frame) {
        Event event = event(frame);
        String transaction = frame.header("transaction");
        if (transaction == null) {
            services.publisher().publish(event, Publisher.Source.STOMP);
        } else {
            services.publisher().check(event, Publisher.Source.STOMP);
            transactions.get(transaction).add(event);
        }
        receipt(frame);
    }

    /** What cannot be read as an event counts as refused, like what the publisher refuses. */
    private Event event(StompFrame frame) {
        try {
            return SendFrames.event(frame, session.user(), services.clock().millis());
        } catch (StompException | InvalidDestinationException e) {
            services.publisher().refused(Publisher.Source.STOMP, PublishListener.Refusal.INVALID);
            throw e;
        }
    }

    private void acknowledge(StompFrame frame) {
        if (frame.command() == StompCommand.NACK && session.version() == StompVersion.V1_0) {
            throw new StompException("STOMP 1.0 has no NACK.");
        }
        Acknowledgement acknowledgement = Acknowledgement.of(frame, session.version(), subscriptions.acknowledgeable());
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

    private void disconnect(StompFrame frame) {
        over();
        if (frame.header("receipt") == null) {
            session.close(CloseReason.DISCONNECTED);
        } else {
            receipt(frame);
            deadline.set(LINGER, CloseReason.DISCONNECTED, "");
        }
    }

    /** The value of a header that a frame must have. */
    static String required(StompFrame frame, String header) {
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

    /** There is no history to resume from, and a client that asks for it is told so. */
    private void subscribed(StompFrame frame) {
        String receipt = frame.header("receipt");
        if (receipt != null) {
            StompHeaders headers = StompHeaders.of("receipt-id", receipt);
            if (frame.header("last-message-id") != null || frame.header("replay") != null) {
                headers.add("recovered", "false").add("replayed", "0");
            }
            answer(StompCommand.RECEIPT, headers);
        }
    }

    private void answer(StompCommand command, StompHeaders headers) {
        session.send(Burst.of(StompEncoder.encode(command, session.version(), headers, NO_BODY)));
    }

    private void fail(StompFrame frame, String message) {
        fail(CloseReason.PROTOCOL_ERROR, message, frame.header("receipt"));
    }

    private void fail(CloseReason reason, String message, @Nullable String receipt) {
        if (state != State.OVER) {
            over();
            session.close(reason, ErrorFrames.of(reason, message, receipt, session.version()));
        }
    }
}
