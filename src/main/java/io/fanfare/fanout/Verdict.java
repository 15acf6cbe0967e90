package io.fanfare.fanout;

/** What a client says of a message that it was sent. */
public enum Verdict {
    /** It has dealt with it: ACK. */
    TAKEN,
    /** It has not: NACK. Somebody may be given it once more. */
    RETURNED,
    /** Nobody should be given it once more: NACK with {@code requeue:false}. */
    REFUSED
}
