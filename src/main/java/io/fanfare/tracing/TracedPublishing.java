package io.fanfare.tracing;

import static java.util.Objects.requireNonNull;

import io.fanfare.broker.Handed;
import io.fanfare.broker.Publication;
import io.fanfare.broker.PublishPath;
import io.fanfare.broker.Publisher.Source;
import io.fanfare.broker.Submission;
import io.fanfare.event.Event;
import io.fanfare.event.TraceHeaders;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Gives each publishing a span, and its events the trace to go on with. */
final class TracedPublishing implements PublishPath {

    /** W3C Trace Context, section 3.3.1.5: what everyone should pass on. */
    private static final int LONGEST_STATE = 512;

    private final ObservationRegistry observations;
    private final boolean shown;
    private final TraceListener listener;

    /** @param shown whether subscribers are told of the trace */
    TracedPublishing(ObservationRegistry observations, boolean shown, TraceListener listener) {
        this.observations = observations;
        this.shown = shown;
        this.listener = listener;
    }

    @Override
    public Handed handIn(Submission submission, Source source, Function<Submission, Handed> log) {
        return isOfBatch(submission) ? handOn(submission, log) : handInWithSpan(submission, source, log);
    }

    /** The items of a batch are all in the span of their request, unless they say otherwise. */
    private boolean isOfBatch(Submission submission) {
        Observation around = observations.getCurrentObservation();
        Event first = submission.events().getFirst();
        return around != null
                && TracedRequests.isBatch(around.getContextView())
                && !first.headers().containsKey(TraceHeaders.PARENT);
    }

    private Handed handInWithSpan(Submission submission, Source source, Function<Submission, Handed> log) {
        PublishContext context = new PublishContext(submission, source);
        Observation span = Observation.createNotStarted(PublishContext.NAME, () -> context, observations)
                .start();
        try (Observation.Scope _ = span.openScope()) {
            return new TracedHanded(handOn(submission, log), span, context);
        } catch (RuntimeException e) {
            span.error(e);
            span.stop();
            throw e;
        }
    }

    private Handed handOn(Submission submission, Function<Submission, Handed> log) {
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance()
                .inject(
                        Context.current(),
                        headers,
                        (all, name, value) -> requireNonNull(all).put(name, value));
        String trace = headers.get(TraceHeaders.PARENT);
        if (trace == null) {
            return log.apply(submission);
        }
        long start = System.nanoTime();
        Handed handed = log.apply(submission.traced(shown ? bounded(headers) : Map.of(TraceHeaders.HIDDEN, trace)));
        return new Timed(handed, start, trace);
    }

    private static Map<String, String> bounded(Map<String, String> headers) {
        headers.computeIfPresent(TraceHeaders.STATE, (name, state) -> state.length() > LONGEST_STATE ? null : state);
        return headers;
    }

    /** Tells how long it took. */
    private final class Timed implements Handed {

        private final Handed handed;
        private final long start;
        private final String trace;

        Timed(Handed handed, long start, String trace) {
            this.handed = handed;
            this.start = start;
            this.trace = trace;
        }

        @Override
        public List<Publication> await() {
            List<Publication> publications = handed.await();
            if (!publications.getFirst().duplicate()) {
                listener.published(System.nanoTime() - start, trace);
            }
            return publications;
        }

        @Override
        public boolean isDecided() {
            return handed.isDecided();
        }
    }
}
