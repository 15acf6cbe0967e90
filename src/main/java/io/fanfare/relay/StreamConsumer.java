package io.fanfare.relay;

import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream from some place on over one connection. What is acknowledged is what RabbitMQ
 * sends more of, so what is not taken stays there. Used by the connection's reader alone.
 */
final class StreamConsumer {

    private static final String ID = "log";
    private static final int ACKS_FOR_A_PREFETCH = 4;

    private final UpstreamConnection connection;
    private final RelaySettings settings;
    private int unacknowledged;
    private @Nullable String lastAck;

    StreamConsumer(UpstreamConnection connection, RelaySettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    /**
     * Reads from there on; to be called once. Declares the stream if there is none. A RECEIPT comes when it has begun.
     *
     * @param from {@code first}, {@code offset=<number>} or {@code timestamp=<seconds>}
     */
    void subscribe(String from) {
        connection.send(
                StompCommand.SUBSCRIBE,
                declaring(ID, "/queue/" + settings.stream(), settings)
                        .add("prefetch-count", Integer.toString(settings.prefetch()))
                        .add("x-stream-offset", from));
    }

    /** The headers of a SUBSCRIBE that finds the stream, or declares it. */
    static StompHeaders declaring(String id, String destination, RelaySettings settings) {
        return StompHeaders.of("id", id, "destination", destination, "receipt", id)
                .add("x-queue-type", "stream")
                .add("durable", "true")
                .add("auto-delete", "false")
                .add("x-max-length-bytes", Long.toString(settings.streamLength().toBytes()))
                .add("ack", "client");
    }

    /** Whether it is a message of the stream. */
    boolean isMessage(StompFrame frame) {
        return frame.command() == StompCommand.MESSAGE;
    }

    /** Whether it says that reading has begun. */
    boolean isBeginning(StompFrame frame) {
        return frame.command() == StompCommand.RECEIPT && ID.equals(frame.header("receipt-id"));
    }

    /** A message was dealt with. */
    void taken(StompFrame frame) {
        lastAck = frame.header("ack");
        if (++unacknowledged >= settings.prefetch() / ACKS_FOR_A_PREFETCH) {
            acknowledge();
        }
    }

    /** Acknowledges what was dealt with. */
    void acknowledge() {
        if (lastAck != null) {
            connection.send(StompCommand.ACK, StompHeaders.of("id", lastAck));
            unacknowledged = 0;
            lastAck = null;
        }
    }
}
