package io.fanfare.tracing;

/** Hears how long publishing took, and of which trace. Must be fast and must not throw. */
@FunctionalInterface
public interface TraceListener {

    /** For whom does not listen. */
    TraceListener NONE = (nanos, trace) -> {};

    /**
     * What was handed in together is in the log.
     *
     * @param nanos how long that took
     * @param trace as in {@code traceparent}
     */
    void published(long nanos, String trace);
}
