package io.fanfare.websocket;

import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitException;
import io.fanfare.limit.SessionRates;
import io.fanfare.security.Identity;
import io.fanfare.session.CloseReason;
import io.fanfare.session.Session;
import io.fanfare.stomp.StompDecoder;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompVersion;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What comes in from one client, on its way to the conversation: bytes become frames, one after the other, on the thread that
 * brings them. The end of the transport may be told at any time, on any thread.
 */
final class Inbound {

    private final Session session;
    private final StompServices services;
    private final StompDecoder decoder;
    private final Deadline deadline;
    private final Conversation conversation;
    private final SessionRates rates;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean ended;
    private long frames;

    /**
     * Begins its conversation.
     *
     * @param subprotocol the version that the WebSocket handshake agreed on, or null
     * @param shown who has shaken hands; null if no credential was shown then
     */
    Inbound(Session session, StompServices services, @Nullable StompVersion subprotocol, @Nullable Identity shown) {
        this.session = session;
        this.services = services;
        this.decoder = new StompDecoder(services.frameLimits());
        this.deadline = new Deadline(session, services.clientLimits().counts());
        this.rates = services.clientLimits().sessionRates(services.limits().subscriptions());
        this.conversation =
                new Conversation(session, services, decoder, deadline, rates, subprotocol, shown, this::inTurn);
        session.vitals().watch(deadline::visit);
    }

    Session session() {
        return session;
    }

    /** Takes bytes from the client, in the order in which they came. */
    void received(ByteBuffer bytes) {
        session.vitals().heard();
        if (session.isClosing()) {
            return;
        }
        turn.lock();
        try {
            rates.bytes(bytes.remaining());
            long before = frames;
            decoder.decode(bytes, this::take);
            if (frames == before) {
                rates.frame();
            }
            boundFrameTime();
        } catch (StompException | LimitException e) {
            conversation.fail(e, Asked.NOTHING);
        } finally {
            turn.unlock();
            giveBack();
        }
    }

    private void take(StompFrame frame) {
        frames++;
        rates.frame();
        conversation.on(frame);
    }

    /** A ping or a pong came. */
    void receivedControl() {
        session.vitals().heard();
        if (session.isClosing()) {
            return;
        }
        turn.lock();
        try {
            rates.frame();
        } catch (LimitException e) {
            conversation.fail(e, Asked.NOTHING);
        } finally {
            turn.unlock();
            giveBack();
        }
    }

    private void boundFrameTime() {
        if (!conversation.isConnected()) {
            return;
        }
        if (!decoder.incomplete()) {
            deadline.clear();
        } else if (!deadline.isSet()) {
            deadline.set(
                    services.limits().frameTimeout(),
                    Limit.FRAME_TIMEOUT,
                    "A frame was begun and not finished in time");
        }
    }

    /** A text message of the client is not UTF-8 (RFC 6455, section 8.1). */
    void refuseText() {
        inTurn(() -> conversation.fail(CloseReason.BAD_TEXT, "A text message is not valid UTF-8."));
    }

    private void inTurn(Runnable step) {
        turn.lock();
        try {
            step.run();
        } finally {
            turn.unlock();
            giveBack();
        }
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
                conversation.over();
            } finally {
                turn.unlock();
            }
        }
    }
}
