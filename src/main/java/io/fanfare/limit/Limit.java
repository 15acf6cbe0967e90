package io.fanfare.limit;

import java.util.Locale;

/** Every limit that a caller can reach: the label {@code limit} of the meter {@code fanfare.limits.reached}. */
public enum Limit {
    CONNECTIONS,
    CONNECTIONS_PER_USER,
    CONNECTIONS_PER_ADDRESS,
    HANDSHAKES_PER_SECOND,
    HANDSHAKES_PER_SECOND_PER_ADDRESS,
    FRAMES_PER_SECOND,
    BYTES_PER_SECOND,
    SENDS_PER_SECOND,
    SUBSCRIBES_PER_SECOND,
    PUBLISHES_PER_SECOND,
    SUBSCRIPTIONS,
    QUEUE_SESSIONS,
    DESTINATIONS,
    DESTINATION_LENGTH,
    DESTINATION_DEPTH,
    HANDSHAKE_TIMEOUT,
    CONNECT_TIMEOUT,
    FRAME_TIMEOUT,
    MAX_FRAME_SIZE("fanfare.stomp."),
    MAX_HEADERS("fanfare.stomp."),
    MAX_HEADER_SIZE("fanfare.stomp."),
    EVENT_SIZE,
    EVENT_HEADERS,
    EVENT_HEADERS_SIZE,
    EVENT_DESTINATIONS,
    BATCH_ITEMS,
    BATCH_SIZE,
    TRANSACTIONS,
    TRANSACTION_FRAMES,
    TRANSACTION_SIZE;

    private final String group;

    Limit() {
        this("fanfare.limits.");
    }

    Limit(String group) {
        this.group = group;
    }

    /** Its name. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** By which setting it is changed. */
    public String setting() {
        return group + label();
    }

    /** Whether it bounds how fast something goes on: who waits a second may go on. */
    public boolean isRate() {
        return name().contains("_PER_SECOND");
    }

    /** Whether each address is counted by itself. */
    public boolean isPerAddress() {
        return this == CONNECTIONS_PER_ADDRESS || this == HANDSHAKES_PER_SECOND_PER_ADDRESS;
    }
}
