package io.fanfare.session;

/** What happens when a client reads more slowly than it is sent to. */
public enum SlowConsumer {
    /** Its session ends, with 4508. */
    DISCONNECT,
    /** It stays, and is not sent the events that have waited longest. */
    DROP_OLDEST,
    /** It stays, and of each destination is sent only the newest of the events that wait. */
    LATEST
}
