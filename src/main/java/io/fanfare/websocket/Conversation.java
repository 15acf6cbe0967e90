package io.fanfare.websocket;

import io.fanfare.broker.Handed;
import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.OverloadedException;
import io.fanfare.broker.Publication;
import io.fanfare.broker.PublishListener;
import io.fanfare.broker.Publisher;
import io.fanfare.broker.Submission;
import io.fanfare.event.Event;
import io.fanfare.event.InvalidDestinationException;
import io.fanfare.fanout.Verdict;
import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitException;
import io.fanfare.limit.SessionRates;
import io.fanfare.security.ForbiddenException;
import io.fanfare.security.Identity;
import io.fanfare.security.Lifetimes;
import io.fanfare.security.UnauthenticatedException;
import io.fanfare.security.UncheckedTokenException;
import io.fanfare.session.CloseReason;
import io.fanfare.session.ErrorFrames;
import io.fanfare.session.Session;
import io.fanfare.stomp.HeartBeat;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompDecoder;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompLimits;
import io.fanfare.stomp.StompVersion;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The STOMP conversation of one session: what each frame of its client does. One thread at a time; {@link Inbound} sees to it. */
final class Conversation {

    private static final Logger log = LoggerFactory.getLogger(Conversation.class);

    /** How long a client may take to close its connection after DISCONNECT. */
    private static final Duration LINGER = Duration.ofSeconds(1);

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
    private final Answers answers;
    private final Login login;
    private final SessionRates rates;
    private final Subscriptions subscriptions;
    private final Transactions transactions;
    private final SendFrames sends;
    private final SendsInFlight inFlight;
    private final Consumer<Runnable> turn;
    private State state = State.OPEN;

    /** Who is counted among the user's connections; null if nobody is. */
    private @Nullable String entered;

    /**
     * @param decoder which learns the version that is agreed on
     * @param deadline for CONNECT, and for whatever must follow
     * @param rates how fast the client may go
     * @param subprotocol the version that the WebSocket handshake agreed on, or null
     * @param shown who has shaken hands; null if no credential was shown then
     * @param turn runs what concerns the conversation while no frame is taken
     */
    Conversation(
            Session session,
            StompServices services,
            StompDecoder decoder,
            Deadline deadline,
            SessionRates rates,
            @Nullable StompVersion subprotocol,
            @Nullable Identity shown,
            Consumer<Runnable> turn) {
        this.session = session;
        this.turn = turn;
        this.services = services;
        this.decoder = decoder;
        this.deadline = deadline;
        this.subprotocol = subprotocol;
        this.rates = rates;
        this.answers = new Answers(session);
        this.login = new Login(services.authenticator(), shown);
        this.subscriptions = new Subscriptions(session, services, rates);
        this.sends = new SendFrames(services.clientLimits().bounds());
        this.transactions = new Transactions(services.limits());
        this.inFlight = new SendsInFlight(services.limits().publishesInFlight(), new Sends());
        deadline.set(services.limits().connectTimeout(), Limit.CONNECT_TIMEOUT, "No CONNECT came in time");
    }

    /** Whether CONNECT was answered, and neither side has ended it since. */
    boolean isConnected() {
        return state == State.CONNECTED;
    }

    /** Ends it: gives back all that it holds, and hears no more. */
    void over() {
        state = State.OVER;
        transactions.clear();
        subscriptions.endAll();
        services.clientLimits().users().leave(entered);
        entered = null;
    }

    /** Takes the next frame of the client. */
    void on(StompFrame frame) {
        if (inFlight.hasFailed()) {
            return;
        }
        try {
            switch (state) {
                case OPEN -> onFirst(frame);
                case CONNECTED -> onNext(frame);
                case OVER -> {
                    // not heard any more
                }
            }
        } catch (RuntimeException e) {
            fail(e, frame);
        }
    }

    private void onFirst(StompFrame frame) {
        switch (frame.command()) {
            case CONNECT, STOMP -> connect(frame);
            default ->
                throw new StompException("The first frame must be CONNECT or STOMP, not " + frame.command() + ".");
        }
    }

    private void onNext(StompFrame frame) {
        if (frame.command() != StompCommand.SEND && !inFlight.finish()) {
            return;
        }
        switch (frame.command()) {
            case SEND -> send(frame);
            case SUBSCRIBE -> subscriptions.subscribe(frame, answers);
            case UNSUBSCRIBE -> subscriptions.unsubscribe(frame, () -> answers.receipt(frame));
            case ACK, NACK -> acknowledge(frame);
            case BEGIN -> begin(frame);
            case COMMIT -> commit(frame);
            case ABORT -> abort(frame);
            case DISCONNECT -> disconnect(frame);
            case CONNECT, STOMP -> throw new StompException("The session is connected already.");
            default -> throw new StompException(frame.command() + " is a server's frame; a client must not send it.");
        }
    }

    private void connect(StompFrame frame) {
        Agreement agreement;
        try {
            agreement = Agreement.of(frame, subprotocol);
        } catch (Agreement.NoCommonVersion e) {
            over();
            session.refuse(
                    CloseReason.PROTOCOL_ERROR, e.message(), null, ErrorFrames.ofVersion(e.message(), e.spoken()));
            return;
        }
        connected(agreement, login.connect(frame));
    }

    private void connected(Agreement agreement, Identity identity) {
        HeartBeat ours = services.settings().heartBeat();
        services.clientLimits().users().enter(identity.user());
        entered = identity.user();
        state = State.CONNECTED;
        deadline.clear();
        decoder.version(agreement.version());
        session.connected(agreement.version(), identity);
        answers.connected(
                services.server(),
                ours,
                services.broker().position(),
                services.lifetimes().renewMillis(identity));
        session.vitals().beat(ours.negotiate(agreement.heartBeat()), ours.outgoing());
    }

    private void send(StompFrame frame) {
        if (Lifetimes.RENEWAL.equals(frame.header("destination"))) {
            if (inFlight.finish()) {
                renew(frame);
            }
            return;
        }
        rates.send();
        Event event = event(frame);
        String transaction = frame.header("transaction");
        if (transaction == null) {
            inFlight.add(frame.header("receipt"), handIn(List.of(event)));
        } else if (inFlight.finish()) {
            services.publisher().check(event, session.identity(), Publisher.Source.STOMP);
            transactions.get(transaction).add(event);
            answers.receipt(frame);
        }
    }

    private Handed handIn(List<Event> events) {
        return services.publisher().handIn(new Submission(session.identity(), events, null), Publisher.Source.STOMP);
    }

    private void renew(StompFrame frame) {
        session.renewed(login.renew(frame, session.identity()));
        subscriptions.review();
        answers.renewed(frame, services.lifetimes().renewMillis(session.identity()));
    }

    /** What cannot be read as an event counts as refused, like what the publisher refuses. */
    private Event event(StompFrame frame) {
        try {
            return sends.event(frame, session.user(), services.clock().millis());
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
        answers.receipt(frame);
    }

    private void settle(Acknowledgement acknowledgement) {
        int settled = acknowledgement.settle();
        if (settled > 0) {
            services.listener().acknowledged(settled, acknowledgement.verdict() == Verdict.TAKEN);
        }
    }

    private void begin(StompFrame frame) {
        transactions.begin(required(frame, "transaction"));
        answers.receipt(frame);
    }

    private void commit(StompFrame frame) {
        Transactions.Transaction transaction = transactions.end(required(frame, "transaction"));
        List<Event> events = transaction.events();
        List<Publication> published =
                events.isEmpty() ? List.of() : handIn(events).await();
        transaction.acknowledgements().forEach(this::settle);
        if (published.isEmpty()) {
            answers.receipt(frame);
        } else {
            answers.published(frame.header("receipt"), published.getLast());
        }
    }

    private void abort(StompFrame frame) {
        transactions.end(required(frame, "transaction"));
        answers.receipt(frame);
    }

    private void disconnect(StompFrame frame) {
        over();
        if (frame.header("receipt") == null) {
            session.close(CloseReason.DISCONNECTED);
        } else {
            answers.receipt(frame);
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

    /**
     * Ends the session with an ERROR that tells what its client did wrong, or why it cannot be served; what it has sent before
     * is answered first.
     *
     * @param frame at fault, or null
     * @throws RuntimeException the same, if it is none of these
     */
    void fail(RuntimeException failure, @Nullable StompFrame frame) {
        if (inFlight.finish()) {
            end(
                    failure,
                    frame == null ? null : frame.header("receipt"),
                    frame == null ? null : frame.header("destination"));
        }
    }

    /** The same for what is no matter of the conversation. */
    void fail(CloseReason reason, String message) {
        if (inFlight.finish()) {
            end(reason, message, null, null);
        }
    }

    private void end(RuntimeException failure, @Nullable String receipt, @Nullable String destination) {
        services.clientLimits().counts().count(failure);
        switch (failure) {
            case StompException e -> end(e, receipt == null ? e.receiptId() : receipt, destination);
            case InvalidDestinationException e -> end(CloseReason.PROTOCOL_ERROR, message(e), receipt, destination);
            case InvalidEventException e -> end(CloseReason.PROTOCOL_ERROR, message(e), receipt, destination);
            case UnauthenticatedException e -> end(CloseReason.UNAUTHENTICATED, e.message(), receipt, destination);
            case ForbiddenException e -> end(CloseReason.FORBIDDEN, e.message(), receipt, destination);
            case UncheckedTokenException e -> end(CloseReason.OVERLOAD, e.message(), receipt, destination);
            case OverloadedException e -> end(CloseReason.OVERLOAD, message(e), receipt, destination);
            case LimitException e -> end(CloseReason.LIMIT, e.message(), receipt, destination);
            default -> throw failure;
        }
    }

    private static String message(RuntimeException failure) {
        return String.valueOf(failure.getMessage());
    }

    /** Its bytes break the protocol or are more than a frame may have. */
    private void end(StompException failure, @Nullable String receipt, @Nullable String destination) {
        StompLimits.Part excess = failure.excess();
        if (excess == null) {
            end(CloseReason.PROTOCOL_ERROR, failure.message(), receipt, destination);
            return;
        }
        Limit limit = StompSettings.limit(excess);
        services.clientLimits().counts().reached(limit);
        end(CloseReason.TOO_BIG, failure.message() + " (" + limit.setting() + ").", receipt, destination);
    }

    private void end(CloseReason reason, String message, @Nullable String receipt, @Nullable String destination) {
        if (state != State.OVER) {
            over();
            session.refuse(reason, message, destination, ErrorFrames.of(reason, message, receipt, session.version()));
        }
    }

    /** What became of SENDs that were not decided at once. */
    private final class Sends implements SendsInFlight.Answering {

        @Override
        public void published(@Nullable String receipt, Publication last) {
            answers.published(receipt, last);
        }

        @Override
        public void failed(@Nullable String receipt, RuntimeException failure) {
            turn.accept(() -> {
                try {
                    end(failure, receipt, null);
                } catch (RuntimeException e) {
                    session.tag(log.atError()).setCause(e).log("A SEND of session {} failed", session.id());
                    end(CloseReason.INTERNAL_ERROR, "A fault of the service.", receipt, null);
                }
            });
        }
    }
}
