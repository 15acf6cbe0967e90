package io.fanfare.broker;

import java.util.function.Function;

/** What goes with an event that was checked, from there until it is in the log. Thread-safe. */
@FunctionalInterface
public interface PublishPath {

    /** Straight on. */
    PublishPath DIRECT = (submission, source, log) -> log.apply(submission);

    /**
     * Hands it on to the log, once, and throws whatever that throws.
     *
     * @param log where it goes, or as much of it as is then to be there; waits while the fan-out is behind
     */
    Handed handIn(Submission submission, Publisher.Source source, Function<Submission, Handed> log);
}
