package io.fanfare.websocket;

import io.fanfare.broker.Publication;
import io.fanfare.event.Position;
import io.fanfare.history.Recovery;
import io.fanfare.session.Burst;
import io.fanfare.session.Session;
import io.fanfare.stomp.HeartBeat;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompEncoder;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompHeaders;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What one client is told when its frames were taken: CONNECTED and RECEIPTs. Any thread. */
final class Answers {

    private static final String RENEW = "renew-ms";
    private static final byte[] NO_BODY = {};

    private final Session session;

    Answers(Session session) {
        this.session = session;
    }

    /**
     * Answers CONNECT. The session knows its version and user by now.
     *
     * @param server how this server calls itself
     * @param heartBeat what this side promises and wants
     * @param newest position of the log, from which a client can resume that has heard nothing yet
     * @param renewMillis in how many the client should renew its token, if it has one
     */
    void connected(String server, HeartBeat heartBeat, Position newest, OptionalLong renewMillis) {
        StompHeaders headers = StompHeaders.of(
                "version", session.version().text(),
                "session", session.id(),
                "server", server,
                "heart-beat", heartBeat.text());
        String user = session.user();
        if (user != null) {
            headers.add("user-name", user);
        }
        renewMillis.ifPresent(millis -> headers.add(RENEW, Long.toString(millis)));
        send(StompCommand.CONNECTED, headers.add("position", newest.toString()));
    }

    /** Answers a frame with a RECEIPT, if it asked for one. */
    void receipt(StompFrame frame) {
        receipt(frame.header("receipt"));
    }

    private void receipt(@Nullable String receipt) {
        if (receipt != null) {
            send(StompCommand.RECEIPT, StompHeaders.of("receipt-id", receipt));
        }
    }

    /** Answers a renewal: by when the next is due. */
    void renewed(StompFrame frame, OptionalLong renewMillis) {
        String receipt = frame.header("receipt");
        if (receipt != null) {
            StompHeaders headers = StompHeaders.of("receipt-id", receipt);
            renewMillis.ifPresent(millis -> headers.add(RENEW, Long.toString(millis)));
            send(StompCommand.RECEIPT, headers);
        }
    }

    /**
     * Answers what was published, with the position of the last event, if it stands in a log.
     *
     * @param receipt what the frame asked for, or null
     */
    void published(@Nullable String receipt, Publication last) {
        if (!last.isInLog()) {
            receipt(receipt);
        } else if (receipt != null) {
            send(
                    StompCommand.RECEIPT,
                    StompHeaders.of(
                            "receipt-id", receipt, "position", last.position().toString()));
        }
    }

    /** Answers SUBSCRIBE: what it is sent of the past, and whether that is all it asked for. */
    void subscribed(StompFrame frame, Recovery recovery) {
        String receipt = frame.header("receipt");
        if (receipt != null) {
            StompHeaders headers = StompHeaders.of("receipt-id", receipt);
            if (frame.header("last-message-id") != null) {
                headers.add("recovered", Boolean.toString(recovery.recovered()));
            }
            headers.add("replayed", Integer.toString(recovery.replayed()))
                    .add("position", recovery.position().toString());
            send(StompCommand.RECEIPT, headers);
        }
    }

    private void send(StompCommand command, StompHeaders headers) {
        session.send(Burst.of(StompEncoder.encode(command, session.version(), headers, NO_BODY)));
    }
}
