package io.fanfare.stomp;

import org.jspecify.annotations.Nullable;

/** The commands of STOMP 1.0 to 1.2; case-sensitive. */
public enum StompCommand {
    CONNECT,
    STOMP,
    SEND,
    SUBSCRIBE,
    UNSUBSCRIBE,
    ACK,
    NACK,
    BEGIN,
    COMMIT,
    ABORT,
    DISCONNECT,
    CONNECTED,
    MESSAGE,
    RECEIPT,
    ERROR;

    private static final StompCommand[] ALL = values();

    /** Whether clients send it; the rest are a server's. */
    public boolean fromClient() {
        return compareTo(CONNECTED) < 0;
    }

    /** Whether its frames may have a body: SEND, MESSAGE and ERROR only. */
    public boolean mayHaveBody() {
        return this == SEND || this == MESSAGE || this == ERROR;
    }

    /** Whether its headers are escaped: all but those that settle the version. */
    boolean escapesHeaders() {
        return this != CONNECT && this != STOMP && this != CONNECTED;
    }

    static @Nullable StompCommand of(byte[] line, int from, int to) {
        for (StompCommand command : ALL) {
            if (command.name().length() == to - from && command.begins(line, from)) {
                return command;
            }
        }
        return null;
    }

    private boolean begins(byte[] line, int from) {
        String name = name();
        int i = 0;
        while (i < name.length() && line[from + i] == name.charAt(i)) {
            i++;
        }
        return i == name.length();
    }
}
