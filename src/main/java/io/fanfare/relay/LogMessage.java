package io.fanfare.relay;

import io.fanfare.broker.Submission;

/** What stands in the stream. */
sealed interface LogMessage {

    /**
     * Tells what is sent again from what is new.
     *
     * @param instance whose it is
     * @param number ascending, of all that this instance sends
     */
    record Token(long instance, long number) {}

    Token token();

    /** What a publisher handed in to some instance. */
    record Handed(Token token, Submission submission) implements LogMessage {}

    /** An instance found no epoch, and begins this one; of several the first counts. */
    record Claim(Token token, long epoch) implements LogMessage {}

    /** The epoch, again, for those who read from here on. */
    record Repeat(Token token, long epoch) implements LogMessage {}

    /** Says nothing but that all before it has been read. */
    record Mark(Token token) implements LogMessage {}
}
